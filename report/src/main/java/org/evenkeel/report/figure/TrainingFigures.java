// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Ranking;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.result.TrainedStart.SeedEpoch;
import org.evenkeel.result.TrainedStart.Spread;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;
import org.evenkeel.training.TrainingRun.Epoch;

/** The figures of training runs: learning curves, and the steps to the target accuracy. */
public final class TrainingFigures {

  /** A quantity that a training run reports at the end of each epoch. */
  private record Quantity(String title, ChartAxis axis, ToDoubleFunction<Epoch> value) {}

  private static final List<Quantity> QUANTITIES =
      List.of(
          new Quantity("Training loss", ChartAxis.log("loss", null, null), Epoch::trainLoss),
          new Quantity("Validation loss", ChartAxis.log("loss", null, null), Epoch::validationLoss),
          new Quantity(
              "Validation accuracy",
              ChartAxis.linear("accuracy", 0.0, 1.0),
              Epoch::validationAccuracy));

  private TrainingFigures() {}

  /**
   * The learning curves by epoch and by step, with a band over the seeds; empty if none is known.
   */
  public static Optional<Figure> curves(Comparison comparison, StartColors colors) {
    List<TrainedStart> all = TrainedStart.of(comparison);
    List<TrainedStart> starts = all.stream().filter(start -> !start.epochs().isEmpty()).toList();
    List<Figure.View> views =
        Stream.of(
                view("epoch", "epoch", epoch -> (double) epoch.number(), starts, colors),
                view("step", "training step", TrainingFigures::place, starts, colors))
            .filter(view -> !view.charts().isEmpty())
            .toList();
    return views.isEmpty()
        ? Optional.empty()
        : Optional.of(new Figure("training", "Training", sentence(all), views, table(starts)));
  }

  private static Double place(SeedEpoch epoch) {
    return epoch.steps() == null ? null : (Double) epoch.steps().doubleValue();
  }

  private static Figure.View view(
      String name,
      String label,
      Function<SeedEpoch, Double> x,
      List<TrainedStart> starts,
      StartColors colors) {
    List<Chart> charts = new ArrayList<>();
    for (Quantity quantity : QUANTITIES) {
      List<Series> series =
          starts.stream()
              .flatMap(start -> series(start, quantity, x, colors.of(start.name())).stream())
              .toList();
      if (!series.isEmpty()) {
        charts.add(XyChart.of(quantity.title(), ChartAxis.linear(label), quantity.axis(), series));
      }
    }
    return new Figure.View("by " + name, charts);
  }

  /** The curve of a start; empty if no value is known. */
  private static Optional<Series> series(
      TrainedStart start, Quantity quantity, Function<SeedEpoch, Double> x, int color) {
    List<SeedEpoch> epochs =
        start.epochs().stream().filter(epoch -> x.apply(epoch) != null).toList();
    List<Optional<Spread>> spreads =
        epochs.stream().map(epoch -> epoch.spread(quantity.value())).toList();
    if (spreads.stream().noneMatch(Optional::isPresent)) {
      return Optional.empty();
    }
    List<String> notes = epochs.stream().map(SeedEpoch::note).toList();
    Series curve =
        Series.of(
                start.name(),
                color,
                epochs.size() < 3 ? Style.LINE_AND_POINTS : Style.LINE,
                epochs.stream().map(x).toList(),
                values(spreads, Spread::median))
            .withNotes(notes.stream().anyMatch(Objects::nonNull) ? notes : List.of());
    return Optional.of(
        start.runs().size() > 1
            ? curve.withBand(values(spreads, Spread::low), values(spreads, Spread::high))
            : curve);
  }

  private static List<Double> values(
      List<Optional<Spread>> spreads, Function<Spread, Double> value) {
    return spreads.stream().map(spread -> spread.map(value).orElse(null)).toList();
  }

  private static String sentence(List<TrainedStart> starts) {
    return Words.sentence(starts.stream().map(TrainedStart::clause).toList())
        + (starts.stream().anyMatch(start -> start.runs().size() > 1)
            ? " Lines are medians over seeds, bands reach from the lowest to the highest."
            : "");
  }

  private static DataTable table(List<TrainedStart> starts) {
    return DataTable.of(
        "start",
        "epoch|steps|seeds|training loss|lowest|highest|validation loss|lowest|highest"
            + "|validation accuracy|lowest|highest",
        "ended here",
        starts.stream()
            .flatMap(start -> start.epochs().stream().map(epoch -> row(start.name(), epoch)))
            .toList());
  }

  private static List<String> row(String start, SeedEpoch epoch) {
    List<Object> cells = new ArrayList<>();
    cells.add(start);
    cells.add(String.valueOf(epoch.number()));
    cells.add(epoch.steps() == null ? null : String.valueOf(epoch.steps()));
    cells.add(String.valueOf(epoch.epochs().size()));
    for (Quantity quantity : QUANTITIES) {
      Optional<Spread> spread = epoch.spread(quantity.value());
      cells.add(spread.map(Spread::median).orElse(null));
      cells.add(spread.map(Spread::low).orElse(null));
      cells.add(spread.map(Spread::high).orElse(null));
    }
    cells.add(epoch.note() == null ? "" : epoch.note());
    return DataTable.row(cells.toArray());
  }

  /**
   * The steps to the target accuracy: the median over all seeds, where a seed that does not reach
   * the target counts as infinite; empty without a target, or if no run reached it.
   */
  public static Optional<Figure> steps(Comparison comparison, StartColors colors) {
    List<TrainedStart> starts = TrainedStart.of(comparison);
    boolean reachedAtAll = starts.stream().anyMatch(start -> start.reached() > 0);
    if (!reachedAtAll || comparison.targetAccuracy() == null) {
      return Optional.empty();
    }
    String title = "Steps to validation accuracy " + Numbers.number(comparison.targetAccuracy());
    List<BarChart.Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (TrainedStart start : starts) {
      double median = start.stepsToTarget().median();
      boolean reached = Double.isFinite(median);
      int seeds = start.runs().size();
      int missed = seeds - start.reached();
      Double low = reached && seeds > 1 ? (Double) start.stepsToTarget().low() : null;
      Double high = low == null ? null : (Double) most(start);
      String note =
          missed == seeds
              ? "not reached"
              : missed == 0 ? null : "not reached with %d of %d seeds".formatted(missed, seeds);
      bars.add(
          new BarChart.Bar(
              start.name(),
              colors.of(start.name()),
              reached ? (Double) median : null,
              low,
              high,
              note));
      rows.add(
          DataTable.row(
              start.name(),
              String.valueOf(seeds),
              reached ? Numbers.steps(median) : "not reached",
              low == null ? null : Numbers.steps(low),
              high == null ? null : Numbers.steps(high),
              String.valueOf(missed)));
    }
    return Optional.of(
        Figure.of(
            "steps",
            title,
            Words.sentence(Ranking.of(starts, comparison.targetAccuracy()).steps()),
            List.of(new BarChart(title, ChartAxis.linear("training steps", 0.0, null), bars)),
            DataTable.of(
                "start", "seeds|steps|lowest|highest|seeds that did not reach it", "", rows)));
  }

  /** The largest number of steps of a seed that reached the target. */
  private static double most(TrainedStart start) {
    return start.runs().stream()
        .map(TrainingRun::stepsToTarget)
        .filter(Objects::nonNull)
        .mapToDouble(Long::doubleValue)
        .max()
        .orElseThrow();
  }
}
