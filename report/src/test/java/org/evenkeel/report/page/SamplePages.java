package org.evenkeel.report.page;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.Chart.HeatMap;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.Chart.RidgeChart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Tone;

/** Pages made by hand: every kind of chart, and what pages must bear. */
final class SamplePages {

  static final List<String> STARTS = List.of("he", "glorot", "lecun", "he*2", "orthogonal");

  static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "\"><img src=x onerror=alert(1)>",
          "</script><script>alert(2)</script>",
          "line\u2028separator & 'quotes'",
          "x".repeat(300),
          "العربية",
          "中文",
          "<!-- ${7*7} {{a}} {b} %s -->");

  private SamplePages() {}

  /** A comparison of two starts and a study, small: all kinds of charts. */
  static Page full() {
    return new Page(
        "A 20-layer tanh network from two starts",
        List.of(
            new Page.Headline(
                "glorot",
                Tone.GOOD,
                "healthy",
                "The signal's second moment stays within a factor of 1.3 of the input's over all 20"
                    + " layers, and so does the gradient's.",
                null,
                null),
            new Page.Headline(
                "he*2",
                Tone.HIGH,
                "exploding",
                "The gradient's second moment grows by a factor of 1.9 in each layer and passes 100"
                    + " at layer 8: the variance of the weights is four times what tanh bears.",
                "Draw the weights with rule glorot, or lower the multiplier to 0.5.",
                "evenkeel check --layers 20 --activation tanh --start glorot")),
        List.of(
            SampleFigures.depth(List.of("glorot", "he*2"), 20, "he*2"),
            SampleFigures.histograms(20),
            SampleFigures.phases(),
            SampleFigures.training(List.of("glorot", "he*2")),
            SampleFigures.steps(),
            SampleStudyFigures.map(),
            SampleStudyFigures.response(40),
            SampleStudyFigures.importance(),
            SampleStudyFigures.parallel(60)),
        List.of(
            new Page.Appendix(
                "The plan",
                "Initial distribution of each parameter.",
                new DataTable(
                    List.of(
                        DataTable.Column.text("parameter"),
                        DataTable.Column.text("rule"),
                        DataTable.Column.text("why"),
                        DataTable.Column.number("variance")),
                    List.of(
                        List.of("dense1.weight", "glorot", "tanh: entry 1 of the rules", "0.0078"),
                        List.of("dense1.bias", "zeros", "a bias is zero", "0"))))),
        List.of(
            "X. Glorot, Y. Bengio: Understanding the difficulty of training deep feedforward neural"
                + " networks, AISTATS 2010.",
            "S. S. Schoenholz, J. Gilmer, S. Ganguli, J. Sohl-Dickstein: Deep Information"
                + " Propagation, ICLR 2017."),
        List.of(
            List.of(
                new Page.Fact(
                    "command",
                    "evenkeel compare --layers 20 --activation tanh --start glorot,he*2 -o"
                        + " report.html"),
                new Page.Fact("version", "0.1.0"),
                new Page.Fact("seed", "1"))));
  }

  /** Names that want to be markup, scripts or very long. */
  static Page hostile() {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < HOSTILE.size(); i++) {
      series.add(
          new Series(
              HOSTILE.get(i),
              i,
              Series.Style.LINE_AND_POINTS,
              SampleFigures.counted(HOSTILE.size()),
              SampleFigures.list(HOSTILE.size(), layer -> 1.0 + layer),
              List.of(),
              List.of(),
              HOSTILE));
    }
    XyChart lines =
        new XyChart(
            HOSTILE.get(0),
            ChartAxis.counted(HOSTILE.get(1), HOSTILE),
            ChartAxis.log(HOSTILE.get(2), 1e-2, 1e2),
            series,
            List.of(new XyChart.Zone(HOSTILE.get(1), Tone.HIGH, XyChart.Of.Y, 10.0, null)),
            List.of(
                new XyChart.Mark(HOSTILE.get(4), 1, XyChart.Of.X, 3),
                new XyChart.Mark(HOSTILE.get(0), 2, XyChart.Of.Y, 2)));
    HeatMap heat =
        new HeatMap(
            HOSTILE.get(1),
            ChartAxis.linear(HOSTILE.get(0), null, null),
            ChartAxis.linear(HOSTILE.get(4), null, null),
            List.of(1.0, 2.0),
            List.of(1.0, 2.0),
            ChartAxis.linear(HOSTILE.get(2), null, null),
            List.of(
                new HeatMap.Cell(1.0, null),
                new HeatMap.Cell(2.0, null),
                new HeatMap.Cell(null, HOSTILE.get(0)),
                new HeatMap.Cell(null, HOSTILE.get(4))),
            List.of(
                new HeatMap.Region(HOSTILE.get(0), Tone.BAD, HOSTILE.get(1)),
                new HeatMap.Region(HOSTILE.get(4), Tone.LOW, HOSTILE.get(4))),
            List.of(Series.of(HOSTILE.get(0), 1, Series.Style.POINTS, List.of(1.5), List.of(1.5))));
    RidgeChart ridge =
        new RidgeChart(
            HOSTILE.get(0),
            ChartAxis.linear(HOSTILE.get(2), null, null),
            0,
            HOSTILE.stream()
                .map(name -> new RidgeChart.Row(name, -1, 1, List.of(1L, 3L, 1L), 0, 2, name))
                .toList());
    BarChart bars =
        new BarChart(
            HOSTILE.get(0),
            ChartAxis.linear(HOSTILE.get(1), 0.0, null),
            HOSTILE.stream().map(name -> new BarChart.Bar(name, 0, 1.0, 0.5, 1.5, name)).toList());
    ParallelChart parallel =
        new ParallelChart(
            HOSTILE.get(0),
            List.of(
                ChartAxis.counted(HOSTILE.get(1), HOSTILE),
                ChartAxis.linear(HOSTILE.get(4), null, null),
                ChartAxis.linear(HOSTILE.get(0), null, null)),
            IntStream.range(0, HOSTILE.size())
                .mapToObj(
                    i ->
                        new ParallelChart.Line(
                            HOSTILE.get(i), Tone.NEUTRAL, List.of(i + 1.0, 1.0 * i, 2.0 * i)))
                .toList());
    DataTable table =
        new DataTable(
            HOSTILE.stream().map(DataTable.Column::text).toList(), List.of(HOSTILE, HOSTILE));
    List<Figure> figures = new ArrayList<>();
    List<Chart> charts = List.of(lines, heat, ridge, bars, parallel);
    for (int i = 0; i < charts.size(); i++) {
      String name = HOSTILE.get(i);
      figures.add(
          new Figure(
              "figure-" + i,
              name,
              HOSTILE.get(i + 1),
              List.of(
                  new Figure.View(name, List.of(charts.get(i))),
                  new Figure.View(HOSTILE.get(4), List.of(charts.get(i)))),
              table));
    }
    return new Page(
        HOSTILE.get(0),
        HOSTILE.stream()
            .map(name -> new Page.Headline(name, Tone.BAD, name, name, name, name))
            .toList(),
        figures,
        List.of(new Page.Appendix(HOSTILE.get(0), HOSTILE.get(1), table)),
        HOSTILE,
        List.of(HOSTILE.stream().map(name -> new Page.Fact(name, name)).toList()));
  }

  /** Values at and beyond what a double can hold. */
  static Page extreme() {
    List<Double> values = new ArrayList<>();
    Collections.addAll(
        values, 1.0, 1e-300, 0.0, null, Double.POSITIVE_INFINITY, 1e300, 1e-5, 1e5, 1.0);
    List<Double> x = SampleFigures.counted(values.size());
    Series measured = Series.of("measured", 0, Series.Style.POINTS, x, values);
    Series predicted =
        new Series(
            "predicted",
            1,
            Series.Style.LINE,
            x,
            SampleFigures.list(9, i -> 1.0),
            SampleFigures.list(9, i -> i == 4 ? null : 0.5),
            SampleFigures.list(9, i -> i == 5 ? Double.POSITIVE_INFINITY : 2.0),
            List.of());
    List<String> layers = IntStream.range(1, 10).mapToObj(i -> "layer" + i).toList();
    XyChart fixed =
        new XyChart(
            "fixed",
            ChartAxis.counted("layer", layers),
            ChartAxis.log("second moment", 1e-4, 1e4),
            List.of(measured, predicted),
            SampleFigures.zones(),
            List.of());
    XyChart fitted =
        new XyChart(
            "fitted",
            ChartAxis.counted("layer", layers),
            ChartAxis.log("second moment", null, null),
            List.of(measured),
            List.of(),
            List.of());
    XyChart linear =
        new XyChart(
            "linear",
            ChartAxis.log("rate", 1e-3, 1e3),
            ChartAxis.linear("loss", 0.0, 3.0),
            List.of(
                Series.of(
                    "loss",
                    2,
                    Series.Style.LINE_AND_POINTS,
                    List.of(0.0, 1e-2, 1.0, 1e9),
                    List.of(1.0, 2.0, Double.POSITIVE_INFINITY, 1.0))),
            List.of(),
            List.of());
    BarChart bars =
        new BarChart(
            "bars",
            ChartAxis.log("steps", 1.0, 1e4),
            List.of(
                new BarChart.Bar("far", 0, Double.POSITIVE_INFINITY, null, null, null),
                new BarChart.Bar("none", 1, null, null, null, "not reached"),
                new BarChart.Bar("zero", 2, 0.0, null, null, null),
                new BarChart.Bar("usual", 3, 100.0, 50.0, 1e9, null)));
    DataTable none = new DataTable(List.of(), List.of());
    return new Page(
        "Extremes",
        List.of(),
        List.of(Figure.of("depth", "Depth", "Values.", List.of(fixed, fitted, linear, bars), none)),
        List.of(),
        List.of(),
        List.of());
  }

  /** A thousand layers of five starts, and a study of five hundred trials. */
  static Page large() {
    return new Page(
        "Large",
        List.of(),
        List.of(
            SampleFigures.depth(STARTS, 1000, "he*2"),
            SampleStudyFigures.response(500),
            SampleStudyFigures.history(500),
            SampleStudyFigures.parallel(500)),
        List.of(),
        List.of(),
        List.of());
  }

  /** A hundred layers of five starts with all their histograms. */
  static Page hundredLayers() {
    List<Figure> figures = new ArrayList<>();
    figures.add(SampleFigures.depth(STARTS, 100, "he*2"));
    figures.add(SampleFigures.training(STARTS));
    figures.add(SampleFigures.histograms(100, STARTS));
    return new Page("A hundred layers", List.of(), figures, List.of(), List.of(), List.of());
  }
}
