// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

/** A piecewise linear function through evenly spaced points, extrapolated beyond the ends. */
final class LinearInterpolation {

  /** The error of floats, and of a function curved on a scale of 1 with steps of 1/128. */
  static final double PRECISION = 1e-5;

  private final double reach;
  private final float[] values;
  private final double step;

  /** A piecewise linear function through values at points from -reach to reach. */
  LinearInterpolation(double reach, float[] values) {
    this.reach = reach;
    this.values = values;
    this.step = 2 * reach / (values.length - 1);
  }

  private int before(double x) {
    return (int) Math.max(0, Math.min(values.length - 2, Math.floor((x + reach) / step)));
  }

  double value(double x) {
    int i = before(x);
    double fraction = (x + reach) / step - i;
    return values[i] + fraction * (values[i + 1] - values[i]);
  }

  double slope(double x) {
    int i = before(x);
    return ((double) values[i + 1] - values[i]) / step;
  }
}
