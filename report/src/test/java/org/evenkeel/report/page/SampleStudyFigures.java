// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;

/** Figures of a study made by hand. */
final class SampleStudyFigures {

  private SampleStudyFigures() {}

  static Figure map() {
    List<Double> xs = SampleFigures.list(30, i -> Math.pow(2, -4 + i * 8.0 / 29));
    List<Double> ys = SampleFigures.list(24, i -> Math.pow(10, -4 + i * 4.0 / 23));
    List<HeatMap.Cell> cells = new ArrayList<>();
    for (double y : ys) {
      for (double x : xs) {
        double loss = 0.1 + 0.2 * Math.pow(Math.log(x), 2) + 0.1 * Math.pow(Math.log10(y) + 2, 2);
        String region = x * Math.sqrt(y) > 2 ? "diverged" : x < 0.1 ? "vanished" : null;
        cells.add(new HeatMap.Cell(region == null ? loss : null, region));
      }
    }
    HeatMap map =
        new HeatMap(
            "Multiplier × learning rate",
            ChartAxis.log("multiplier", null, null),
            ChartAxis.log("learning rate", null, null),
            xs,
            ys,
            ChartAxis.linear("validation loss", null, null),
            cells,
            List.of(
                new HeatMap.Region("diverged", Tone.HIGH, "the loss became infinite"),
                new HeatMap.Region("vanished", Tone.LOW, "the loss stayed where it was")),
            List.of(
                Series.of(
                    "trials",
                    -1,
                    Series.Style.POINTS,
                    SampleFigures.list(9, i -> 0.2 * (i + 1)),
                    SampleFigures.list(9, i -> 1e-3 * (i + 1))),
                Series.of("best", 0, Series.Style.POINTS, List.of(1.1), List.of(0.01))));
    return Figure.of(
        "map",
        "Multiplier × learning rate",
        "The best multiplier moves little with the learning rate.",
        List.of(map),
        SampleFigures.table("multiplier", "loss"));
  }

  static Figure response(int trials) {
    Random random = new Random(2);
    double[] at =
        DoubleStream.generate(() -> Math.pow(2, 8 * random.nextDouble() - 4))
            .limit(trials)
            .toArray();
    IntFunction<Double> curve = i -> 0.1 + 0.2 * Math.pow(Math.log(Math.pow(2, -4 + i * 0.2)), 2);
    XyChart chart =
        new XyChart(
            "Response",
            ChartAxis.log("multiplier", null, null),
            ChartAxis.linear("validation loss", 0.0, 2.3),
            List.of(
                new Series(
                    "model",
                    0,
                    Series.Style.LINE,
                    SampleFigures.list(41, i -> Math.pow(2, -4 + i * 0.2)),
                    SampleFigures.list(41, curve),
                    SampleFigures.list(41, i -> curve.apply(i) * 0.8),
                    SampleFigures.list(41, i -> curve.apply(i) * 1.2),
                    List.of()),
                new Series(
                    "trials",
                    StartColors.NEUTRAL,
                    Series.Style.POINTS,
                    SampleFigures.list(trials, i -> at[i]),
                    SampleFigures.list(
                        trials,
                        i ->
                            i % 17 == 3
                                ? Double.POSITIVE_INFINITY
                                : 0.1 + 0.25 * Math.pow(Math.log(at[i]), 2) * random.nextDouble()),
                    List.of(),
                    List.of(),
                    IntStream.range(0, trials).mapToObj(i -> "trial " + i).toList())),
            List.of(new XyChart.Zone("theory", Tone.GOOD, XyChart.Of.X, 0.7, 1.6)),
            List.of(
                new XyChart.Mark("theory's optimum", 2, XyChart.Of.X, 1.0),
                new XyChart.Mark("best found", 0, XyChart.Of.X, 1.1)));
    return Figure.of(
        "response",
        "What the multiplier is worth",
        "The loss is lowest at 1.1, within what theory says.",
        List.of(chart),
        SampleFigures.table("multiplier", "loss"));
  }

  static Figure history(int trials) {
    Random random = new Random(3);
    return Figure.of(
        "history",
        "History",
        "The best was found at trial 31.",
        List.of(
            new XyChart(
                "History",
                ChartAxis.linear("trial", null, null),
                ChartAxis.log("validation loss", null, null),
                List.of(
                    Series.of(
                        "trials",
                        StartColors.NEUTRAL,
                        Series.Style.POINTS,
                        SampleFigures.list(trials, i -> 1.0 * i),
                        SampleFigures.list(trials, i -> 0.1 + random.nextDouble())),
                    Series.of(
                        "best so far",
                        0,
                        Series.Style.LINE,
                        SampleFigures.list(trials, i -> 1.0 * i),
                        SampleFigures.list(trials, i -> 0.1 + 1.0 / (1 + i)))),
                List.of(),
                List.of())),
        SampleFigures.table("trial", "loss"));
  }

  static Figure importance() {
    return Figure.of(
        "importance",
        "What matters",
        "The learning rate matters most.",
        List.of(
            new BarChart(
                "Importance",
                ChartAxis.linear("share of the variance explained", 0.0, 1.0),
                List.of(
                    new BarChart.Bar("learning rate", -1, 0.61, 0.5, 0.7, null),
                    new BarChart.Bar("multiplier", -1, 0.28, 0.2, 0.36, null),
                    new BarChart.Bar("momentum", -1, 0.02, 0.0, 0.05, null)))),
        SampleFigures.table("hyperparameter", "share"));
  }

  static Figure parallel(int trials) {
    Random random = new Random(4);
    List<ParallelChart.Line> lines = new ArrayList<>();
    for (int i = 0; i < trials; i++) {
      double multiplier = Math.pow(2, 8 * random.nextDouble() - 4);
      double rate = Math.pow(10, -4 * random.nextDouble());
      List<Double> values = new ArrayList<>();
      Collections.addAll(
          values,
          multiplier,
          rate,
          i % 3 == 0 ? null : random.nextDouble(),
          1.0 + random.nextInt(3),
          i % 11 == 0 ? Double.POSITIVE_INFINITY : 0.1 + 0.2 * Math.pow(Math.log(multiplier), 2));
      lines.add(
          new ParallelChart.Line(
              "trial " + i, i == 7 ? Tone.GOOD : i % 11 == 0 ? Tone.BAD : Tone.NEUTRAL, values));
    }
    return Figure.of(
        "parallel",
        "All trials",
        "Good trials have multipliers near 1.",
        List.of(
            new ParallelChart(
                "All trials",
                List.of(
                    ChartAxis.log("multiplier", null, null),
                    ChartAxis.log("learning rate", null, null),
                    ChartAxis.linear("momentum", null, null),
                    ChartAxis.counted("rule", List.of("he", "glorot", "lecun")),
                    ChartAxis.log("validation loss", null, null)),
                lines)),
        SampleFigures.table("trial", "loss"));
  }
}
