// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.picture;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.report.chart.ChartAxis;

/**
 * An axis in a picture; positions on a logarithmic axis are logarithms.
 *
 * @param low the position of its beginning
 * @param high the position of its end
 * @param from the point at which it begins
 * @param to the point at which it ends, which is less than the beginning on an axis upwards
 */
record Axis(ChartAxis axis, double low, double high, double from, double to) {

  /** The position of infinity, in lengths of the axis beyond its end. */
  private static final double FAR = 50;

  /** An axis; open ends are fitted to some values. */
  static Axis of(ChartAxis axis, Stream<Double> values) {
    if (!axis.names().isEmpty()) {
      double first = axis.low() == null ? 1 : axis.low();
      double last = axis.high() == null ? axis.names().size() : axis.high();
      // Half a slot before the first and after the last item.
      return between(axis, first - 0.5, last + 0.5);
    }
    Axis bare = between(axis, 0, 1);
    DoubleSummaryStatistics places =
        values.filter(bare::finite).mapToDouble(bare::place).summaryStatistics();
    double least = places.getCount() == 0 ? 0 : places.getMin();
    double most = places.getCount() == 0 ? 1 : places.getMax();
    double margin = most > least ? 0.04 * (most - least) : most == 0 ? 0.5 : 0.1 * Math.abs(most);
    double low = bare.finite(axis.low()) ? bare.place(axis.low()) : least - margin;
    double high = bare.finite(axis.high()) ? bare.place(axis.high()) : most + margin;
    return between(axis, low, high > low ? high : low + Math.max(1, Math.abs(low) * 1e-6));
  }

  /** An axis between two positions. */
  static Axis between(ChartAxis axis, double low, double high) {
    return new Axis(axis, low, high, 0, 0);
  }

  /** An axis of names downwards, with room for some more above the first. */
  static Axis down(List<String> names, double above) {
    return between(ChartAxis.counted("", names), Math.max(1, names.size()) + 0.5, 0.5 - above);
  }

  /** The same axis between two points. */
  Axis drawn(double from, double to) {
    return new Axis(axis, low, high, from, to);
  }

  boolean log() {
    return axis.scale() == ChartAxis.Scale.LOG;
  }

  /** The position of a value; on a logarithmic axis a negative value is below all others. */
  double place(double value) {
    return log()
        ? value > 0 ? Math.log10(value) : value <= 0 ? Double.NEGATIVE_INFINITY : Double.NaN
        : value;
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

  /** The point of a share of the axis. */
  double point(double share) {
    return from + (to - from) * share;
  }

  /** The point of a value. */
  double at(Double value) {
    return point(share(value));
  }

  /** The point of a value, or of the end of the axis that it is beyond. */
  double atEdge(Double value) {
    return point(inside(value));
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
