// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.report.chart.Axis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Column;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.report.chart.XyChart.Mark;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.signal.LayerSignal;

/**
 * The correlation of two inputs over the depth, with 6 ξ_c marked, which is how deep a network can
 * be trained (Schoenholz et al. 2017, figure 5).
 */
public final class CorrelationFigure {

  /** ξ_c times this is how deep a network can be trained. */
  private static final double DEPTH_SCALES = 6;

  private CorrelationFigure() {}

  /** The figure; empty if no correlation is known. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<NamedProfile> shown =
        profiles.stream()
            .filter(
                one ->
                    one.profile().layers().stream()
                        .anyMatch(layer -> !Double.isNaN(layer.correlation().known())))
            .toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    NamedProfile.Row row = NamedProfile.Row.of(shown);
    List<Mark> marks = new ArrayList<>();
    List<String> clauses = new ArrayList<>();
    boolean negative = false;
    for (NamedProfile one : shown) {
      double limit = limit(one);
      if (limit <= row.names().size()) {
        marks.add(
            new Mark("6 ξ_c of " + one.name(), colors.of(one.name()), XyChart.Of.X, limit));
      }
      clauses.add(clause(one, limit));
      negative |= one.profile().layers().stream().anyMatch(l -> l.correlation().known() < 0);
    }
    XyChart chart =
        new XyChart(
            "Correlation of two inputs",
            Axis.counted("layer", row.names()),
            Axis.linear("correlation", negative ? -1.0 : 0.0, 1.0),
            DepthFigure.series(LayerSignal::correlation, shown, row, colors),
            List.of(),
            marks);
    return Optional.of(
        Figure.of(
            "correlation",
            "Correlation of two inputs over depth",
            Words.sentence(clauses),
            List.of(chart),
            table(shown)));
  }

  /** 6 ξ_c, of the hidden layer where it is shortest; NaN where theory says nothing. */
  static double limit(NamedProfile one) {
    return one.hidden().stream()
        .filter(layer -> layer.outlook() != null && layer.outlook().weightVariance() > 0)
        .mapToDouble(layer -> DEPTH_SCALES * Math.abs(layer.outlook().correlationDepth()))
        .filter(depth -> !Double.isNaN(depth))
        .min()
        .orElse(Double.NaN);
  }

  private static String clause(NamedProfile one, double limit) {
    List<Double> known =
        one.hidden().stream()
            .map(layer -> layer.correlation().known())
            .filter(value -> !Double.isNaN(value))
            .toList();
    String way =
        known.isEmpty()
            ? "of %s's hidden layers no correlation is known".formatted(one.name())
            : known.size() == 1
                ? "%s gives two inputs correlation %s".formatted(one.name(), text(known.get(0)))
                : text(known.get(0)).equals(text(known.get(known.size() - 1)))
                    ? "%s keeps the correlation of two inputs at %s over %s"
                        .formatted(
                            one.name(),
                            text(known.get(0)),
                            Words.count(one.hidden().size(), "hidden layer"))
                    : "%s takes the correlation of two inputs from %s to %s over %s"
                    .formatted(
                        one.name(),
                        text(known.get(0)),
                        text(known.get(known.size() - 1)),
                        Words.count(one.hidden().size(), "hidden layer"));
    if (Double.isNaN(limit)) {
      return way;
    } else if (Double.isInfinite(limit)) {
      return way + ", and 6 ξ_c is infinite: no depth is too much";
    }
    String layers =
        limit < 1 ? "less than 1 layer" : Words.count((long) Math.floor(limit), "layer");
    return limit <= one.hidden().size()
        ? "%s, and 6 ξ_c is %s: deeper it can hardly be trained".formatted(way, layers)
        : "%s, and 6 ξ_c is %s, beyond this depth".formatted(way, layers);
  }

  /** Inputs that are nearly one are told apart. */
  private static String text(double correlation) {
    return correlation > 0.99 && correlation < 1
        ? Numbers.fixed(Math.min(correlation, 0.9999), 4)
        : Numbers.fixed(correlation, 2);
  }

  private static DataTable table(List<NamedProfile> profiles) {
    List<List<String>> rows = new ArrayList<>();
    for (NamedProfile one : profiles) {
      for (LayerSignal layer : one.profile().layers()) {
        List<String> cells = new ArrayList<>(List.of(one.name(), String.valueOf(layer.name())));
        cells.addAll(DepthFigure.cells(layer.correlation()));
        cells.add(layer.outlook() == null ? "-" : Numbers.number(layer.outlook().correlationDepth()));
        rows.add(cells);
      }
    }
    return new DataTable(
        List.of(
            Column.text("start"),
            Column.text("layer"),
            Column.number("predicted"),
            Column.number("from"),
            Column.number("to"),
            Column.number("measured"),
            Column.number("ξ_c")),
        rows);
  }
}
