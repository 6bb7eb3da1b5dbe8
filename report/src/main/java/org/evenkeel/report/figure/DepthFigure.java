// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.report.chart.XyChart.Zone;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.text.Words;

/**
 * The figure of signal and gradient over depth: E[z²] of each layer relative to the input's second
 * moment, and the gradient's second moment relative to that of the last hidden layer.
 *
 * <p>The axis has fixed ends, a factor 10,000 from the reference; the zones begin at a factor 100,
 * from which a verdict counts the signal as lost.
 */
public final class DepthFigure {

  /** The factor beyond which a signal that keeps changing is lost. */
  static final double LOST = 100;

  private static final double EDGE = 1e4;

  private DepthFigure() {}

  /** The figure; empty if there is no layer. */
  public static Optional<Figure> of(List<NamedProfile> profiles, StartColors colors) {
    List<NamedProfile> shown =
        profiles.stream().filter(one -> !one.profile().layers().isEmpty()).toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    NamedProfile.Row row = NamedProfile.Row.of(shown);
    double reference = reference(shown);
    List<Chart> charts =
        List.of(
            chart("Signal: E[z²]", reference, LayerSignal::forward, shown, row, colors),
            chart(
                "Gradient: E[(∂L/∂z)²] / last hidden layer's",
                1,
                LayerSignal::gradient,
                shown,
                row,
                colors));
    return Optional.of(
        Figure.of(
            "depth",
            "Signal and gradient over depth",
            DepthSentence.sentence(shown),
            charts,
            table(shown)));
  }

  /** The input's second moment, the reference of the signal axis. */
  private static double reference(List<NamedProfile> profiles) {
    return profiles.stream()
        .map(NamedProfile::profile)
        .mapToDouble(DepthFigure::input)
        .filter(second -> !Double.isNaN(second))
        .findFirst()
        .orElse(1);
  }

  /** The input's second moment; NaN if it is not positive and finite. */
  static double input(SignalProfile profile) {
    double second = profile.input() == null ? Double.NaN : profile.input().secondMoment();
    return second > 0 && second < Double.POSITIVE_INFINITY ? second : Double.NaN;
  }

  private static XyChart chart(
      String title,
      double reference,
      Function<LayerSignal, Quantity> quantity,
      List<NamedProfile> profiles,
      NamedProfile.Row row,
      StartColors colors) {
    return new XyChart(
        title,
        ChartAxis.counted("layer", row.names()),
        ChartAxis.log("second moment", reference / EDGE, reference * EDGE),
        series(quantity, profiles, row, colors),
        List.of(
            new Zone("vanishing", Tone.LOW, XyChart.Of.Y, null, reference / LOST),
            new Zone("exploding", Tone.HIGH, XyChart.Of.Y, reference * LOST, null)),
        List.of());
  }

  /** The predicted values as lines with a band, and the measured values as points. */
  static List<Series> series(
      Function<LayerSignal, Quantity> quantity,
      List<NamedProfile> profiles,
      NamedProfile.Row row,
      StartColors colors) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      NamedProfile one = profiles.get(i);
      List<Double> x = row.places().get(i);
      int color = colors.of(one.name());
      List<Double> predicted = one.values(layer -> quantity.apply(layer).predicted());
      List<Double> measured = one.values(layer -> quantity.apply(layer).measured());
      if (known(predicted)) {
        List<Double> low = one.values(layer -> quantity.apply(layer).low());
        List<Double> high = one.values(layer -> quantity.apply(layer).high());
        boolean band = known(low) && known(high);
        series.add(
            new Series(
                one.name(),
                color,
                Style.LINE,
                x,
                predicted,
                band ? low : List.of(),
                band ? high : List.of(),
                notes(one)));
      }
      if (known(measured)) {
        series.add(
            Series.points(
                one.name(), color, x, measured, known(predicted) ? List.of() : notes(one)));
      }
    }
    return series;
  }

  private static boolean known(List<Double> values) {
    return values.stream().anyMatch(Objects::nonNull);
  }

  private static List<String> notes(NamedProfile one) {
    boolean any = one.profile().layers().stream().anyMatch(layer -> layer.note() != null);
    return any ? one.values(LayerSignal::note) : Collections.emptyList();
  }

  private static DataTable table(List<NamedProfile> profiles) {
    return DataTable.of(
        "start|layer",
        "E[z²] predicted|from|to|E[z²] measured|gradient predicted|from|to|gradient measured",
        "",
        NamedProfile.rows(
            profiles,
            layer -> Stream.of(layer.forward(), layer.gradient()).flatMap(DepthFigure::cells)));
  }

  /** The cells of one quantity: predicted, from, to, measured. */
  static Stream<String> cells(Quantity quantity) {
    return Stream.of(quantity.predicted(), quantity.low(), quantity.high(), quantity.measured())
        .map(Words::cell);
  }
}
