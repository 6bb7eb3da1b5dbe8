// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Chart.XyChart.Mark;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
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

  /** The figure; empty if no correlation is known. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<NamedProfile> shown =
        profiles.stream().filter(one -> !known(one.layers()).isEmpty()).toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    Layers layers = new Layers(shown, colors);
    List<Mark> marks = new ArrayList<>();
    Map<String, String> ways = new LinkedHashMap<>();
    Map<String, List<String>> depths = new LinkedHashMap<>();
    for (NamedProfile one : shown) {
      double limit = limit(one);
      if (limit <= layers.size()) {
        marks.add(new Mark("6 ξ_c of " + one.name(), colors.of(one.name()), XyChart.Of.X, limit));
      }
      if (!known(one.hidden()).isEmpty()) {
        ways.put(one.name(), way(one));
      }
      if (!Double.isNaN(limit)) {
        depths.computeIfAbsent(depth(one, limit), any -> new ArrayList<>()).add(one.name());
      }
    }
    List<String> clauses = new ArrayList<>(Words.grouped(ways));
    depths.forEach(
        (depth, names) -> clauses.add("6 ξ_c %s with %s".formatted(depth, Words.list(names))));
    double least = least(shown);
    XyChart chart =
        new XyChart(
            "Correlation of two inputs",
            layers.axis(),
            ChartAxis.linear(
                "correlation", least < SLIGHTLY ? -1.0 : least < 0 ? SLIGHTLY : 0.0, 1.0),
            layers.series(LayerSignal::correlation),
            List.of(),
            marks);
    return Optional.of(
        Figure.of(
            "correlation",
            "Correlation of two inputs over depth",
            Words.sentence(clauses),
            List.of(chart),
            Layers.add(Layers.columns(), "", LayerSignal::correlation)
                .number("ξ_c", row -> depth(row.layer().outlook()))
                .of(Layers.rows(shown))));
  }

  private static Double depth(Outlook outlook) {
    return outlook == null ? null : (Double) outlook.correlationDepth();
  }

  private static List<Double> known(List<LayerSignal> layers) {
    return layers.stream()
        .map(layer -> layer.correlation().known())
        .filter(Objects::nonNull)
        .toList();
  }

  private static double least(List<NamedProfile> profiles) {
    return profiles.stream()
        .flatMap(one -> one.layers().stream())
        .map(LayerSignal::correlation)
        .flatMap(c -> Stream.of(c.predicted(), c.measured()))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .min()
        .orElse(0);
  }

  /** The smallest 6 ξ_c of the hidden layers; NaN if theory covers none of them. */
  private static double limit(NamedProfile one) {
    return one.hidden().stream()
        .filter(layer -> layer.outlook() != null && layer.outlook().weightVariance() > 0)
        .mapToDouble(layer -> DEPTH_SCALES * Math.abs(layer.outlook().correlationDepth()))
        .filter(depth -> !Double.isNaN(depth))
        .min()
        .orElse(Double.NaN);
  }

  /** A predicate on how the correlation changes over the hidden layers. */
  private static String way(NamedProfile one) {
    List<Double> known = known(one.hidden());
    String from = text(known.get(0));
    String to = text(known.get(known.size() - 1));
    String layers = Words.count(one.hidden().size(), "hidden layer");
    return from.equals(to)
        ? "keeps the correlation of two inputs at %s over %s".formatted(from, layers)
        : "takes the correlation of two inputs from %s to %s over %s".formatted(from, to, layers);
  }

  /** A predicate on 6 ξ_c. */
  private static String depth(NamedProfile one, double limit) {
    if (Double.isInfinite(limit)) {
      return "is infinite, so that correlations set no limit to the depth,";
    }
    String layers =
        limit < 1 ? "less than 1 layer" : Words.count((long) Math.floor(limit), "layer");
    return limit <= one.hidden().size()
        ? "is %s, so that deeper layers can hardly be trained,".formatted(layers)
        : "is %s, beyond this depth,".formatted(layers);
  }

  /** A correlation with four decimals near 1, where two would round it to 1. */
  private static String text(double correlation) {
    return correlation > 0.99 && correlation < 1
        ? Numbers.fixed(Math.min(correlation, 0.9999), 4)
        : Numbers.fixed(correlation, 2);
  }
}
