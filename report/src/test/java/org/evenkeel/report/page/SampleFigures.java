// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;

/** Figures of runs made by hand; with those of a study, every kind of chart. */
final class SampleFigures {

  private SampleFigures() {}

  static Figure depth(List<String> starts, int layers, String exploding) {
    List<String> names = IntStream.rangeClosed(1, layers).mapToObj(i -> "dense" + i).toList();
    Random random = new Random(1);
    List<Series> signal = new ArrayList<>();
    List<Series> gradient = new ArrayList<>();
    for (int s = 0; s < starts.size(); s++) {
      double forward = starts.get(s).equals(exploding) ? 1.02 : 1 - 0.15 * s / layers;
      double backward = starts.get(s).equals(exploding) ? 1.9 : 1 + 0.6 / layers * s;
      addBoth(signal, starts.get(s), s, layers, i -> Math.pow(forward, i), random);
      addBoth(gradient, starts.get(s), s, layers, i -> Math.pow(backward, layers - 1 - i), random);
    }
    ChartAxis x = ChartAxis.counted("layer", names);
    List<Chart> charts =
        List.of(
            new XyChart(
                "Signal",
                x,
                ChartAxis.log("forward second moment, relative to the input", 1e-4, 1e4),
                signal,
                zones(),
                List.of()),
            new XyChart(
                "Gradient",
                x,
                ChartAxis.log("gradient second moment, relative to the output", 1e-4, 1e4),
                gradient,
                zones(),
                List.of()));
    List<List<String>> rows =
        IntStream.range(0, layers)
            .mapToObj(
                i ->
                    Stream.concat(
                            Stream.of(names.get(i)),
                            signal.stream()
                                .filter(series -> series.style() == Series.Style.LINE)
                                .map(series -> String.format("%.4g", series.y().get(i))))
                        .toList())
            .toList();
    List<DataTable.Column> columns = new ArrayList<>();
    columns.add(DataTable.Column.text("layer"));
    starts.forEach(start -> columns.add(DataTable.Column.number(start + ", predicted")));
    return Figure.of(
        "depth",
        "Signal and gradient over depth",
        "From glorot both stay level; from he*2 the gradient passes the tolerance at layer 8,"
            + " counted from the output. Lines are predicted, with their error; points are"
            + " measured.",
        charts,
        new DataTable(columns, rows));
  }

  private static void addBoth(
      List<Series> into,
      String start,
      int color,
      int layers,
      IntFunction<Double> exact,
      Random random) {
    into.add(
        new Series(
            start,
            color,
            Series.Style.LINE,
            counted(layers),
            list(layers, exact),
            list(layers, i -> exact.apply(i) * Math.exp(-0.02 * (i + 1) * 20 / layers)),
            list(layers, i -> exact.apply(i) * Math.exp(0.02 * (i + 1) * 20 / layers)),
            List.of()));
    into.add(
        Series.of(
            start,
            color,
            Series.Style.POINTS,
            counted(layers),
            list(
                layers,
                i -> i == 4 ? null : exact.apply(i) * Math.exp(0.1 * random.nextGaussian()))));
  }

  static List<XyChart.Zone> zones() {
    return List.of(
        new XyChart.Zone("vanishing", Tone.LOW, XyChart.Of.Y, null, 1e-2),
        new XyChart.Zone("exploding", Tone.HIGH, XyChart.Of.Y, 1e2, null));
  }

  static Figure histograms(int layers) {
    return histograms(layers, List.of("glorot", "he*2"));
  }

  static Figure histograms(int layers, List<String> starts) {
    List<Figure.View> views = new ArrayList<>();
    for (String what : List.of("weights", "activations", "gradients")) {
      List<Chart> charts = new ArrayList<>();
      for (int s = 0; s < starts.size(); s++) {
        double width = 1 + s;
        charts.add(
            new RidgeChart(
                starts.get(s) + ": " + what,
                ChartAxis.linear("value", null, null),
                s,
                IntStream.range(0, layers)
                    .mapToObj(i -> row("dense" + (i + 1), width * Math.exp(-i * 1.0 / layers)))
                    .toList()));
      }
      views.add(new Figure.View(what, charts));
    }
    return new Figure(
        "histograms",
        "Histograms of each layer",
        "Activations from he*2 pile up at the ends: 41 % of them are saturated in the last layer.",
        views,
        new DataTable(
            List.of(DataTable.Column.text("layer"), DataTable.Column.number("saturated")),
            List.of(List.of("dense1", "2.0 %"), List.of("dense20", "41.0 %"))));
  }

  private static RidgeChart.Row row(String name, double deviation) {
    int bins = 64;
    double end = 4 * deviation;
    List<Long> counts =
        IntStream.range(0, bins)
            .mapToObj(
                i -> {
                  double z = (-end + (i + 0.5) * 2 * end / bins) / deviation;
                  return Math.round(8000 * Math.exp(-z * z / 2));
                })
            .toList();
    return new RidgeChart.Row(name, -end, end, counts, 3, 4, "dead 0.0 %, saturated 12.5 %");
  }

  static Figure phases() {
    List<Double> xs = list(40, i -> 0.2 + i * 0.1);
    List<Double> ys = list(24, i -> i * 0.05);
    List<HeatMap.Cell> cells = new ArrayList<>();
    for (double y : ys) {
      for (double x : xs) {
        cells.add(new HeatMap.Cell(null, x - 1.2 * y > 1 ? "chaotic" : "ordered"));
      }
    }
    HeatMap map =
        new HeatMap(
            "Phases of tanh",
            ChartAxis.linear("variance of the weights, σ²w", null, null),
            ChartAxis.linear("variance of the biases, σ²b", null, null),
            xs,
            ys,
            ChartAxis.linear("depth scale", null, null),
            cells,
            List.of(
                new HeatMap.Region("ordered", Tone.LOW, "gradients vanish"),
                new HeatMap.Region("chaotic", Tone.HIGH, "gradients explode")),
            List.of(
                Series.of(
                    "critical line",
                    StartColors.NEUTRAL,
                    Series.Style.LINE,
                    list(20, i -> 1 + 1.2 * i * 0.06),
                    list(20, i -> i * 0.06)),
                Series.of("glorot", 0, Series.Style.POINTS, List.of(1.0), List.of(0.0)),
                Series.of("he*2", 1, Series.Style.POINTS, List.of(4.0), List.of(0.0))));
    return Figure.of(
        "phases",
        "Phase diagram of tanh",
        "glorot lies on the critical line; he*2 lies deep in the chaotic phase.",
        List.of(map),
        table("start", "σ²w"));
  }

  static Figure training(List<String> starts) {
    List<Figure.View> views = new ArrayList<>();
    for (String by : List.of("by epoch", "by step")) {
      List<Chart> charts = new ArrayList<>();
      for (String what : List.of("validation loss", "validation accuracy")) {
        List<Series> series = new ArrayList<>();
        int factor = by.equals("by step") ? 469 : 1;
        for (int s = 0; s < starts.size(); s++) {
          double rate = 0.35 / (s + 1);
          IntFunction<Double> y =
              what.endsWith("loss")
                  ? i -> 0.1 + 2.2 * Math.exp(-rate * i)
                  : i -> 0.97 - 0.87 * Math.exp(-rate * i);
          series.add(
              new Series(
                  starts.get(s),
                  s,
                  Series.Style.LINE,
                  list(20, i -> (i + 1.0) * factor),
                  list(20, y),
                  list(20, i -> y.apply(i) * 0.93),
                  list(20, i -> y.apply(i) * 1.06),
                  List.of()));
        }
        boolean accuracy = what.endsWith("accuracy");
        charts.add(
            new XyChart(
                what,
                ChartAxis.linear(by.substring(3), null, null),
                ChartAxis.linear(what, accuracy ? 0.0 : null, accuracy ? 1.0 : null),
                series,
                List.of(),
                accuracy
                    ? List.of(
                        new XyChart.Mark("target 90 %", StartColors.NEUTRAL, XyChart.Of.Y, 0.9))
                    : List.of()));
      }
      views.add(new Figure.View(by, charts));
    }
    return new Figure(
        "training",
        "Training",
        "glorot reaches 90 % after 7 epochs, he*2 after 14; bands span three seeds.",
        views,
        table("start", "epochs to 90 %"));
  }

  static Figure steps() {
    return Figure.of(
        "steps",
        "Steps to 90 % accuracy",
        "glorot needs half the steps of he*2.",
        List.of(
            new BarChart(
                "Steps to target",
                ChartAxis.linear("steps", 0.0, null),
                List.of(
                    new BarChart.Bar("glorot", 0, 3283.0, 3000.0, 3752.0, null),
                    new BarChart.Bar("he*2", 1, 6566.0, 5628.0, 7504.0, "1 of 3 seeds diverged"),
                    new BarChart.Bar(
                        "a long name of a start, from a file", 2, null, null, null, "not reached"),
                    new BarChart.Bar("he*4", 3, 9000.0, null, null, null)))),
        table("start", "steps"));
  }

  static DataTable table(String first, String second) {
    return new DataTable(
        List.of(DataTable.Column.text(first), DataTable.Column.number(second)),
        List.of(List.of("a", "1"), List.of("b", "2")));
  }

  static List<Double> counted(int size) {
    return list(size, i -> i + 1.0);
  }

  static List<Double> list(int size, IntFunction<Double> value) {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      all.add(value.apply(i));
    }
    return all;
  }
}
