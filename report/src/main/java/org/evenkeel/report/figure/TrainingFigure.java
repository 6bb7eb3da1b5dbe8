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
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.result.TrainedStart.SeedEpoch;
import org.evenkeel.result.TrainedStart.Spread;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun.Epoch;

/** The learning curves of each start, by epoch and by step, with a band over the seeds. */
public final class TrainingFigure {

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

  private TrainingFigure() {}

  /** The figure; empty if no loss is known. */
  public static Optional<Figure> of(Comparison comparison, StartColors colors) {
    List<TrainedStart> all = TrainedStart.of(comparison);
    List<TrainedStart> starts = all.stream().filter(start -> !start.epochs().isEmpty()).toList();
    List<Figure.View> views =
        Stream.of(
                view("epoch", "epoch", epoch -> (double) epoch.number(), starts, colors),
                view("step", "training step", TrainingFigure::steps, starts, colors))
            .filter(view -> !view.charts().isEmpty())
            .toList();
    return views.isEmpty()
        ? Optional.empty()
        : Optional.of(new Figure("training", "Training", sentence(all), views, table(starts)));
  }

  private static Double steps(SeedEpoch epoch) {
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
}
