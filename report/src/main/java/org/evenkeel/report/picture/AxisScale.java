// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.util.Objects;
import java.util.stream.Stream;
import org.evenkeel.report.chart.ChartAxis;

/**
 * An axis as a picture has it: logarithms where it is logarithmic.
 *
 * @param axis the axis
 * @param low its lower end, as a place
 * @param high its upper end, as a place
 */
record AxisScale(ChartAxis axis, double low, double high) {

  /** As far outside, in lengths of the axis, a line goes that is on its way to infinity. */
  private static final double FAR = 50;

  /** An axis that fits some values where its own ends are open. */
  static AxisScale of(ChartAxis axis, Stream<Double> values) {
    double[] places =
        values
            .filter(Objects::nonNull)
            .mapToDouble(value -> place(axis, value))
            .filter(Double::isFinite)
            .toArray();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double place : places) {
      least = Math.min(least, place);
      most = Math.max(most, place);
    }
    if (least > most) {
      least = 0;
      most = 1;
    }
    if (!axis.names().isEmpty()) {
      least = axis.low() == null ? 1 : axis.low();
      most = axis.high() == null ? axis.names().size() : axis.high();
      return new AxisScale(axis, least - 0.5, most + 0.5); // room for the first and the last one
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

  /** Where a value lies; a negative one has no logarithm and lies below all others. */
  private static double place(ChartAxis axis, double value) {
    return axis.scale() == ChartAxis.Scale.LOG
        ? value > 0 ? Math.log10(value) : value <= 0 ? Double.NEGATIVE_INFINITY : Double.NaN
        : value;
  }

  double place(double value) {
    return place(axis, value);
  }

  /** The share of the axis up to a value, below 0 and above 1 outside; NaN for a gap. */
  double share(Double value) {
    double share = value == null ? Double.NaN : (place(value) - low) / (high - low);
    return Math.min(1 + FAR, Math.max(-FAR, share));
  }

  /** The same, brought to the end for what lies outside. */
  double inside(Double value) {
    return Math.min(1, Math.max(0, share(value)));
  }

  /** Whether a value has a place, be it far outside. */
  boolean finite(Double value) {
    return value != null && Double.isFinite(place(value));
  }

  /** -1 for a value below the lower end, 1 for one above the upper end, otherwise 0. */
  int beyond(Double value) {
    double share = share(value);
    return share < -1e-9 ? -1 : share > 1 + 1e-9 ? 1 : 0;
  }
}
