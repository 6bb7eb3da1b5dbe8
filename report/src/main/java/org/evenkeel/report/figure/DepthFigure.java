// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Chart.XyChart.Zone;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable.Columns;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.text.Words;

/**
 * The figure of signal and gradient over depth: E[z²] of each layer relative to the input's second
 * moment, and the gradient's second moment relative to that of the last hidden layer.
 *
 * <p>The axis has fixed ends, a factor 10,000 from the reference. The zones begin at a factor 100,
 * or beyond the largest change of a healthy start, because verdicts ask for more than a change of
 * scale.
 */
public final class DepthFigure {

  /** The factor beyond which a signal that keeps changing is lost. */
  private static final double LOST = 100;

  private static final double EDGE = 1e4;

  /** The most starts that the sentence covers. */
  private static final int SAID = 6;

  private DepthFigure() {}

  /** The figure; empty if there is no layer. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<NamedProfile> shown = profiles.stream().filter(one -> !one.layers().isEmpty()).toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    Layers layers = new Layers(shown, colors);
    double reference =
        shown.stream()
            .mapToDouble(DepthFigure::input)
            .filter(second -> !Double.isNaN(second))
            .findFirst()
            .orElse(1);
    Columns<Layers.Row> columns = Layers.columns();
    Layers.add(columns, "E[z²] ", LayerSignal::forward);
    Layers.add(columns, "gradient ", LayerSignal::gradient);
    return Optional.of(
        Figure.of(
            "depth",
            "Signal and gradient over depth",
            sentence(shown),
            List.of(
                chart("Signal: E[z²]", reference, shown, layers, LayerSignal::forward),
                chart(
                    "Gradient: E[(∂L/∂z)²] / last hidden layer's",
                    1,
                    shown,
                    layers,
                    LayerSignal::gradient)),
            columns.of(Layers.rows(shown))));
  }

  /** The input's second moment; NaN if it is not positive and finite. */
  private static double input(NamedProfile one) {
    double second =
        one.profile().input() == null ? Double.NaN : one.profile().input().secondMoment();
    return second > 0 && second < Double.POSITIVE_INFINITY ? second : Double.NaN;
  }

  /** The factor beyond which a chart has no line of a healthy start, at least {@link #LOST}. */
  private static double lost(
      List<NamedProfile> profiles, double reference, Function<LayerSignal, Quantity> quantity) {
    return profiles.stream()
        .filter(DepthFigure::healthy)
        .flatMap(one -> one.layers().stream())
        .mapToDouble(layer -> change(orNaN(quantity.apply(layer)) / reference))
        .reduce(LOST, Math::max);
  }

  private static boolean healthy(NamedProfile one) {
    return one.profile().verdict() != null && one.profile().verdict().healthy();
  }

  private static Chart chart(
      String title,
      double reference,
      List<NamedProfile> profiles,
      Layers layers,
      Function<LayerSignal, Quantity> quantity) {
    double lost = lost(profiles, reference, quantity);
    List<Zone> zones =
        lost >= EDGE
            ? List.of()
            : List.of(
                new Zone("vanishing", Tone.LOW, XyChart.Of.Y, null, reference / lost),
                new Zone("exploding", Tone.HIGH, XyChart.Of.Y, reference * lost, null));
    return new XyChart(
        title,
        layers.axis(),
        ChartAxis.log("second moment", reference / EDGE, reference * EDGE),
        layers.series(quantity),
        zones,
        List.of());
  }

  private static String sentence(List<NamedProfile> profiles) {
    Map<String, String> does = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (NamedProfile one : profiles.subList(0, Math.min(SAID, profiles.size()))) {
      String predicate = predicate(one);
      if (predicate == null) {
        unknown.add(one.name());
      } else {
        does.put(one.name(), predicate);
      }
    }
    List<String> clauses = new ArrayList<>(Words.grouped(does));
    if (!unknown.isEmpty()) {
      clauses.add("of %s nothing is known".formatted(Words.list(unknown)));
    }
    if (profiles.size() > SAID) {
      clauses.add("the table has the other " + (profiles.size() - SAID));
    }
    String met = met(profiles);
    return Words.sentence(clauses) + (met.isEmpty() ? "" : " " + met);
  }

  /** A predicate on one start; null if nothing is known. */
  private static String predicate(NamedProfile one) {
    double input = input(one);
    List<Double> signal =
        one.layers().stream().map(layer -> orNaN(layer.forward()) / input).toList();
    List<Double> gradient = one.hidden().stream().map(layer -> orNaN(layer.gradient())).toList();
    boolean signalKnown = change(signal) > 0;
    boolean gradientKnown = change(gradient) > 0;
    if (!signalKnown && !gradientKnown) {
      return null;
    }
    double change = Math.max(change(signal), change(gradient));
    String what =
        signalKnown && gradientKnown
            ? "signal and gradient"
            : signalKnown ? "the signal" : "the gradient";
    String layers = Words.count(one.layers().size(), "layer");
    if (!(change > LOST)) {
      return "keeps %s within a factor %s over %s".formatted(what, Words.number(change), layers);
    }
    if (healthy(one)) {
      return "changes %s by a factor %s over %s but stays healthy"
          .formatted(what, Words.number(change), layers);
    }
    return change(signal) > LOST ? lostForward(signal) : lostBackward(gradient, signalKnown);
  }

  private static String lostForward(List<Double> signal) {
    // From the first layer on, because the input is not a pre-activation.
    List<Double> way = way(signal);
    return "%s by layer %d%s"
        .formatted(
            last(way) < 1 ? "loses the signal" : "blows the signal up", way.size(), pace(way));
  }

  private static String lostBackward(List<Double> gradient, boolean signalKnown) {
    List<Double> back = new ArrayList<>(gradient);
    Collections.reverse(back);
    List<Double> way = way(back);
    return "%s%s on the way back by layer %d%s"
        .formatted(
            signalKnown ? "keeps the signal but " : "",
            last(way) < 1 ? "loses the gradient" : "blows the gradient up",
            gradient.size() - way.size() + 1,
            pace(way));
  }

  /** The values up to the first that is lost. */
  private static List<Double> way(List<Double> values) {
    int at = 0;
    while (!(change(values.get(at)) > LOST)) {
      at++;
    }
    return values.subList(0, at + 1);
  }

  private static double last(List<Double> values) {
    return values.get(values.size() - 1);
  }

  /** A clause on the change a layer; empty if it cannot be computed. */
  private static String pace(List<Double> way) {
    double end = last(way);
    if (end == 0) {
      return ", where it is 0";
    } else if (Double.isInfinite(end)) {
      return ", where it overflows";
    } else if (way.size() < 3 || !(way.get(0) > 0)) {
      return "";
    }
    double factor = Math.pow(end / way.get(0), 1.0 / (way.size() - 1));
    double by = Math.max(factor, 1 / factor);
    boolean steady = true;
    for (int l = 1; l < way.size(); l++) {
      double step = way.get(l) / way.get(l - 1);
      steady &= Double.isNaN(step) || (factor < 1 ? step < 1 : step > 1);
    }
    String verb =
        Math.abs(by - 2) < 0.05
            ? factor < 1 ? "halves" : "doubles"
            : "%s by a factor %s".formatted(factor < 1 ? "shrinks" : "grows", Words.number(by));
    return ": it %s with every layer%s".formatted(verb, steady ? "" : ", on average");
  }

  /** A sentence on the share of measurements within the predicted range; empty without any. */
  private static String met(List<NamedProfile> profiles) {
    List<Quantity> all =
        profiles.stream()
            .flatMap(one -> one.layers().stream())
            .flatMap(layer -> Stream.of(layer.forward(), layer.gradient()))
            .toList();
    List<Quantity> compared =
        all.stream()
            .filter(one -> one.measured() != null && one.low() != null && one.high() != null)
            .toList();
    if (!compared.isEmpty()) {
      return "Lines are predicted, points measured: %d of %s lie within the predicted range."
          .formatted(
              compared.stream().filter(Quantity::asPredicted).count(),
              Words.count(compared.size(), "point"));
    }
    boolean predicted = all.stream().anyMatch(one -> one.predicted() != null);
    boolean measured = all.stream().anyMatch(one -> one.measured() != null);
    return predicted == measured
        ? ""
        : predicted
            ? "All of it is predicted, nothing measured."
            : "All of it is measured, nothing predicted.";
  }

  private static double orNaN(Quantity quantity) {
    return quantity.known() == null ? Double.NaN : quantity.known();
  }

  /** The factor between a value and 1, at least 1; 0 if unknown. */
  private static double change(double value) {
    return Double.isNaN(value)
        ? 0
        : value <= 0 ? Double.POSITIVE_INFINITY : Math.max(value, 1 / value);
  }

  private static double change(List<Double> values) {
    return values.stream().mapToDouble(DepthFigure::change).max().orElse(0);
  }
}
