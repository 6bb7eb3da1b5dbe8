// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.report.chart.XyChart.Mark;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/**
 * The figure of the correlation of two inputs over depth, with the trainable depth of 6 ξ_c marked
 * (Schoenholz et al. 2017, figure 5).
 */
public final class CorrelationFigure {

  /** The trainable depth in units of ξ_c. */
  private static final double DEPTH_SCALES = 6;

  /** The lowest correlation that is drawn near 0, as of independent inputs in a finite sample. */
  private static final double SLIGHTLY = -0.1;

  private CorrelationFigure() {}

  private static double least(NamedProfile one) {
    return one.profile().layers().stream()
        .map(LayerSignal::correlation)
        .flatMap(c -> Stream.of(c.predicted(), c.measured()))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .min()
        .orElse(0);
  }

  /** The figure; empty if no correlation is known. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<NamedProfile> shown =
        profiles.stream()
            .filter(
                one ->
                    one.profile().layers().stream()
                        .anyMatch(layer -> layer.correlation().known() != null))
            .toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    NamedProfile.Row row = NamedProfile.Row.of(shown);
    List<Mark> marks = new ArrayList<>();
    Map<String, String> ways = new LinkedHashMap<>();
    Map<String, List<String>> depths = new LinkedHashMap<>();
    double least = 0;
    for (NamedProfile one : shown) {
      double limit = limit(one);
      if (limit <= row.names().size()) {
        marks.add(new Mark("6 ξ_c of " + one.name(), colors.of(one.name()), XyChart.Of.X, limit));
      }
      String way = way(one);
      if (way != null) {
        ways.put(one.name(), way);
      }
      String depth = depth(one, limit);
      if (depth != null) {
        depths.computeIfAbsent(depth, any -> new ArrayList<>()).add(one.name());
      }
      least = Math.min(least, least(one));
    }
    XyChart chart =
        new XyChart(
            "Correlation of two inputs",
            ChartAxis.counted("layer", row.names()),
            ChartAxis.linear(
                "correlation", least < SLIGHTLY ? -1.0 : least < 0 ? SLIGHTLY : 0.0, 1.0),
            DepthFigure.series(LayerSignal::correlation, shown, row, colors),
            List.of(),
            marks);
    return Optional.of(
        Figure.of(
            "correlation",
            "Correlation of two inputs over depth",
            sentence(ways, depths),
            List.of(chart),
            table(shown)));
  }

  /** The smallest 6 ξ_c of the hidden layers; NaN if theory covers none of them. */
  static double limit(NamedProfile one) {
    return one.profile().hidden().stream()
        .filter(layer -> layer.outlook() != null && layer.outlook().weightVariance() > 0)
        .mapToDouble(layer -> DEPTH_SCALES * Math.abs(layer.outlook().correlationDepth()))
        .filter(depth -> !Double.isNaN(depth))
        .min()
        .orElse(Double.NaN);
  }

  /** A predicate on how the correlation changes over the hidden layers; null if unknown. */
  private static String way(NamedProfile one) {
    List<Double> known =
        one.profile().hidden().stream()
            .map(layer -> layer.correlation().known())
            .filter(Objects::nonNull)
            .toList();
    if (known.isEmpty()) {
      return null;
    }
    String from = text(known.get(0));
    String to = text(known.get(known.size() - 1));
    String layers = Words.count(one.profile().hidden().size(), "hidden layer");
    return from.equals(to)
        ? "keeps the correlation of two inputs at %s over %s".formatted(from, layers)
        : "takes the correlation of two inputs from %s to %s over %s".formatted(from, to, layers);
  }

  /** A predicate on 6 ξ_c; null if theory does not cover the start. */
  private static String depth(NamedProfile one, double limit) {
    if (Double.isNaN(limit)) {
      return null;
    } else if (Double.isInfinite(limit)) {
      return "is infinite, so that correlations set no limit to the depth,";
    }
    String layers =
        limit < 1 ? "less than 1 layer" : Words.count((long) Math.floor(limit), "layer");
    return limit <= one.profile().hidden().size()
        ? "is %s, so that deeper layers can hardly be trained,".formatted(layers)
        : "is %s, beyond this depth,".formatted(layers);
  }

  private static String sentence(Map<String, String> ways, Map<String, List<String>> depths) {
    List<String> clauses = new ArrayList<>(Words.grouped(ways));
    depths.forEach(
        (depth, names) -> clauses.add("6 ξ_c %s with %s".formatted(depth, Words.list(names))));
    return Words.sentence(clauses);
  }

  /** A correlation with four decimals near 1, where two would round it to 1. */
  private static String text(double correlation) {
    return correlation > 0.99 && correlation < 1
        ? Numbers.fixed(Math.min(correlation, 0.9999), 4)
        : Numbers.fixed(correlation, 2);
  }

  private static DataTable table(List<NamedProfile> profiles) {
    return DataTable.of(
        "start|layer",
        "predicted|from|to|measured|ξ_c",
        "",
        NamedProfile.rows(
            profiles,
            layer ->
                Stream.concat(
                    DepthFigure.cells(layer.correlation()),
                    Stream.of(
                        layer.outlook() == null
                            ? "-"
                            : Numbers.number(layer.outlook().correlationDepth())))));
  }
}
