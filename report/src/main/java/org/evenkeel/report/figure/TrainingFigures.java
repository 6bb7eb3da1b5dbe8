// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    List<Quantity> quantities = new ArrayList<>(QUANTITIES);
    if (comparison.metric() != null) {
      quantities.add(
          new Quantity(
              "Validation " + comparison.metric(),
              ChartAxis.linear(comparison.metric()),
              Epoch::measured));
    }
    List<Figure.View> views =
        Stream.of(
                view(
                    "epoch", "epoch", epoch -> (double) epoch.number(), quantities, starts, colors),
                view("step", "training step", TrainingFigures::place, quantities, starts, colors))
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
      List<Quantity> quantities,
      List<TrainedStart> starts,
      StartColors colors) {
    List<Chart> charts = new ArrayList<>();
    for (Quantity quantity : quantities) {
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
    return spreads.stream().map(spread -> part(spread, value)).toList();
  }

  private static Double part(Optional<Spread> spread, Function<Spread, Double> value) {
    return spread.map(value).orElse(null);
  }

  private static String sentence(List<TrainedStart> starts) {
    return Words.sentence(starts.stream().map(TrainedStart::clause).toList())
        + (starts.stream().anyMatch(start -> start.runs().size() > 1)
            ? " Lines are medians over seeds, bands reach from the lowest to the highest."
            : "");
  }

  /** An epoch of a start, as a row of a table. */
  private record Row(String start, SeedEpoch epoch) {}

  private static DataTable table(List<TrainedStart> starts) {
    DataTable.Columns<Row> columns =
        new DataTable.Columns<Row>()
            .text("start", Row::start)
            .number("epoch", row -> String.valueOf(row.epoch().number()))
            .number("steps", row -> Objects.toString(row.epoch().steps(), null))
            .number("seeds", row -> String.valueOf(row.epoch().epochs().size()));
    for (Quantity one : QUANTITIES) {
      Function<Row, Optional<Spread>> spread = row -> row.epoch().spread(one.value());
      columns
          .number(
              one.title().toLowerCase(Locale.ROOT), row -> part(spread.apply(row), Spread::median))
          .number("lowest", row -> part(spread.apply(row), Spread::low))
          .number("highest", row -> part(spread.apply(row), Spread::high));
    }
    return columns
        .text("ended here", row -> Objects.toString(row.epoch().note(), ""))
        .of(
            starts.stream()
                .flatMap(start -> start.epochs().stream().map(e -> new Row(start.name(), e)))
                .toList());
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
    return Optional.of(
        Figure.of(
            "steps",
            title,
            Words.sentence(Ranking.of(starts, comparison.targetAccuracy()).steps()),
            List.of(
                new BarChart(
                    title,
                    ChartAxis.linear("training steps", 0.0, null),
                    starts.stream().map(one -> bar(one, colors.of(one.name()))).toList())),
            new DataTable.Columns<TrainedStart>()
                .text("start", TrainedStart::name)
                .number("seeds", one -> String.valueOf(one.runs().size()))
                .number("steps", one -> steps(bar(one, 0).value(), "not reached"))
                .number("lowest", one -> steps(bar(one, 0).low(), null))
                .number("highest", one -> steps(bar(one, 0).high(), null))
                .number("seeds that did not reach it", one -> String.valueOf(missed(one)))
                .of(starts)));
  }

  private static int missed(TrainedStart start) {
    return start.runs().size() - start.reached();
  }

  private static String steps(Double steps, String otherwise) {
    return steps == null ? otherwise : Numbers.steps(steps);
  }

  /** The bar of a start, with the range of the seeds that reached the target. */
  private static BarChart.Bar bar(TrainedStart start, int color) {
    double median = start.stepsToTarget().median();
    int seeds = start.runs().size();
    boolean reached = Double.isFinite(median);
    Double low = reached && seeds > 1 ? (Double) start.stepsToTarget().low() : null;
    String note =
        missed(start) == seeds
            ? "not reached"
            : missed(start) == 0
                ? null
                : "not reached with %d of %d seeds".formatted(missed(start), seeds);
    return new BarChart.Bar(
        start.name(),
        color,
        reached ? (Double) median : null,
        low,
        low == null ? null : (Double) most(start),
        note);
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
