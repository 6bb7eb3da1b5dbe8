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
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.result.TrainedStart.SeedEpoch;
import org.evenkeel.result.TrainedStart.Spread;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun.Epoch;

/** The learning curves of each start, by epoch and by step, with a band over the seeds. */
public final class TrainingFigure {

  private TrainingFigure() {}

  /** The figure; empty if no loss is known. */
  public static Optional<Figure> of(Comparison comparison, StartColors colors) {
    List<TrainedStart> starts =
        TrainedStart.of(comparison).stream().filter(start -> !start.epochs().isEmpty()).toList();
    if (starts.isEmpty()) {
      return Optional.empty();
    }
    List<Chart> byEpoch = charts("epoch", epoch -> (double) epoch.number(), starts, colors);
    if (byEpoch.isEmpty()) {
      return Optional.empty();
    }
    List<Figure.View> views = new ArrayList<>();
    views.add(new Figure.View("by epoch", byEpoch));
    boolean steps =
        starts.stream().flatMap(start -> start.epochs().stream()).anyMatch(e -> e.steps() != null);
    if (steps) {
      views.add(
          new Figure.View(
              "by step",
              charts(
                  "training step",
                  epoch -> epoch.steps() == null ? null : (Double) epoch.steps().doubleValue(),
                  starts,
                  colors)));
    }
    return Optional.of(
        new Figure(
            "training", "Training", sentence(TrainedStart.of(comparison)), views, table(starts)));
  }

  private static List<Chart> charts(
      String x, Function<SeedEpoch, Double> place, List<TrainedStart> starts, StartColors colors) {
    ChartAxis axis = ChartAxis.linear(x);
    ChartAxis loss = ChartAxis.log("loss", null, null);
    ChartAxis accuracy = ChartAxis.linear("accuracy", 0.0, 1.0);
    return Stream.of(
            chart("Training loss", axis, loss, place, Epoch::trainLoss, starts, colors),
            chart("Validation loss", axis, loss, place, Epoch::validationLoss, starts, colors),
            chart(
                "Validation accuracy",
                axis,
                accuracy,
                place,
                Epoch::validationAccuracy,
                starts,
                colors))
        .<Chart>flatMap(Optional::stream)
        .toList();
  }

  private static Optional<XyChart> chart(
      String title,
      ChartAxis x,
      ChartAxis y,
      Function<SeedEpoch, Double> place,
      ToDoubleFunction<Epoch> value,
      List<TrainedStart> starts,
      StartColors colors) {
    List<Series> series = new ArrayList<>();
    for (TrainedStart start : starts) {
      List<SeedEpoch> epochs =
          start.epochs().stream().filter(epoch -> place.apply(epoch) != null).toList();
      List<Optional<Spread>> spreads = epochs.stream().map(e -> e.spread(value)).toList();
      if (spreads.stream().anyMatch(Optional::isPresent)) {
        boolean band = start.runs().size() > 1;
        series.add(
            new Series(
                start.name(),
                colors.of(start.name()),
                epochs.size() < 3 ? Style.LINE_AND_POINTS : Style.LINE,
                epochs.stream().map(place).toList(),
                values(spreads, Spread::median),
                band ? values(spreads, Spread::low) : List.of(),
                band ? values(spreads, Spread::high) : List.of(),
                notes(epochs)));
      }
    }
    return series.isEmpty() ? Optional.empty() : Optional.of(XyChart.of(title, x, y, series));
  }

  private static List<Double> values(
      List<Optional<Spread>> spreads, Function<Spread, Double> value) {
    List<Double> values = new ArrayList<>();
    spreads.forEach(spread -> values.add(spread.map(value).orElse(null)));
    return values;
  }

  private static List<String> notes(List<SeedEpoch> epochs) {
    List<String> notes = new ArrayList<>();
    epochs.forEach(epoch -> notes.add(epoch.note()));
    return notes.stream().anyMatch(Objects::nonNull) ? notes : List.of();
  }

  private static String sentence(List<TrainedStart> starts) {
    String tail =
        starts.stream().anyMatch(start -> start.runs().size() > 1)
            ? " Lines are medians over seeds, bands reach from the lowest to the highest."
            : "";
    return Words.sentence(starts.stream().map(TrainedStart::clause).toList()) + tail;
  }

  private static DataTable table(List<TrainedStart> starts) {
    List<List<String>> rows = new ArrayList<>();
    for (TrainedStart start : starts) {
      for (SeedEpoch epoch : start.epochs()) {
        List<String> cells = new ArrayList<>();
        cells.add(start.name());
        cells.add(String.valueOf(epoch.number()));
        cells.add(epoch.steps() == null ? "-" : String.valueOf(epoch.steps()));
        cells.add(String.valueOf(epoch.epochs().size()));
        cells.addAll(cells(epoch.spread(Epoch::trainLoss)));
        cells.addAll(cells(epoch.spread(Epoch::validationLoss)));
        cells.addAll(cells(epoch.spread(Epoch::validationAccuracy)));
        cells.add(epoch.note() == null ? "" : epoch.note());
        rows.add(cells);
      }
    }
    return DataTable.of(
        "start",
        "epoch|steps|seeds|training loss|lowest|highest|validation loss|lowest|highest"
            + "|validation accuracy|lowest|highest",
        "ended here",
        rows);
  }

  private static List<String> cells(Optional<Spread> spread) {
    return Stream.<Function<Spread, Double>>of(Spread::median, Spread::low, Spread::high)
        .map(value -> Words.cell(spread.map(value).orElse(null)))
        .toList();
  }
}
