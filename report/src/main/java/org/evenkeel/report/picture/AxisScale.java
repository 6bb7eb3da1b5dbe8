// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.util.DoubleSummaryStatistics;
import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.ChartAxis;

/** The scale of an axis in a picture; positions on a logarithmic axis are logarithms. */
record AxisScale(ChartAxis axis, double low, double high) {

  /** The position of infinity, in lengths of the axis beyond its end. */
  private static final double FAR = 50;

  /** The scale of an axis; open ends are fitted to some values. */
  static AxisScale of(ChartAxis axis, Stream<Double> values) {
    DoubleSummaryStatistics places =
        values
            .filter(Objects::nonNull)
            .mapToDouble(value -> place(axis, value))
            .filter(Double::isFinite)
            .summaryStatistics();
    double least = places.getCount() == 0 ? 0 : places.getMin();
    double most = places.getCount() == 0 ? 1 : places.getMax();
    if (!axis.names().isEmpty()) {
      least = axis.low() == null ? 1 : axis.low();
      most = axis.high() == null ? axis.names().size() : axis.high();
      return new AxisScale(
          axis, least - 0.5, most + 0.5); // half a slot before the first and after the last item
    }
    double margin = most > least ? 0.04 * (most - least) : most == 0 ? 0.5 : 0.1 * Math.abs(most);
    double low = end(axis, axis.low(), least - margin);
    double high = end(axis, axis.high(), most + margin);
    return new AxisScale(axis, low, high > low ? high : low + Math.max(1, Math.abs(low) * 1e-6));
  }

  private static double end(ChartAxis axis, Double given, double otherwise) {
    double place = given == null ? Double.NaN : place(axis, given);
    return Double.isFinite(place) ? place : otherwise;
  }

  boolean log() {
    return axis.scale() == ChartAxis.Scale.LOG;
  }

  /** The position of a value; on a logarithmic axis a negative value is below all others. */
  private static double place(ChartAxis axis, double value) {
    return axis.scale() == ChartAxis.Scale.LOG
        ? value > 0 ? Math.log10(value) : value <= 0 ? Double.NEGATIVE_INFINITY : Double.NaN
        : value;
  }

  double place(double value) {
    return place(axis, value);
  }

  /** The share of the axis below a value, outside of 0 to 1 beyond the ends; NaN for a gap. */
  double share(Double value) {
    double share = value == null ? Double.NaN : (place(value) - low) / (high - low);
    return Math.min(1 + FAR, Math.max(-FAR, share));
  }

  /** The share of the axis below a value, limited to 0 to 1. */
  double inside(Double value) {
    return Math.min(1, Math.max(0, share(value)));
  }

  /** Whether a value has a position. */
  boolean finite(Double value) {
    return value != null && Double.isFinite(place(value));
  }

  /** The side on which a value is off the axis: -1 below, 1 above, 0 if it is inside. */
  int beyond(Double value) {
    double share = share(value);
    return share < -1e-9 ? -1 : share > 1 + 1e-9 ? 1 : 0;
  }
}
