// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Chart.XyChart.Zone;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;

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
    return Optional.of(
        Figure.of(
            "depth",
            "Signal and gradient over depth",
            DepthSentence.sentence(shown),
            List.of(
                chart("Signal: E[z²]", reference, layers, LayerSignal::forward),
                chart(
                    "Gradient: E[(∂L/∂z)²] / last hidden layer's",
                    1,
                    layers,
                    LayerSignal::gradient)),
            layers.table(
                "E[z²] predicted|from|to|E[z²] measured|gradient predicted|from|to|gradient measured",
                layer -> Stream.of(layer.forward(), layer.gradient()).flatMap(Layers::cells))));
  }

  /** The input's second moment; NaN if it is not positive and finite. */
  static double input(NamedProfile one) {
    double second =
        one.profile().input() == null ? Double.NaN : one.profile().input().secondMoment();
    return second > 0 && second < Double.POSITIVE_INFINITY ? second : Double.NaN;
  }

  private static Chart chart(
      String title, double reference, Layers layers, Function<LayerSignal, Quantity> quantity) {
    return new XyChart(
        title,
        layers.axis(),
        ChartAxis.log("second moment", reference / EDGE, reference * EDGE),
        layers.series(quantity),
        List.of(
            new Zone("vanishing", Tone.LOW, XyChart.Of.Y, null, reference / LOST),
            new Zone("exploding", Tone.HIGH, XyChart.Of.Y, reference * LOST, null)),
        List.of());
  }
}
