// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.function.DoubleUnaryOperator;

/**
 * A quantity over pairs of inputs at three nodes of Gauss–Hermite quadrature, as a function of the
 * mean differs from the mean of the function.
 *
 * @param far the value of distant pairs, with weight 1/6
 * @param middle the value of typical pairs, with weight 2/3
 * @param near the value of similar pairs, with weight 1/6
 */
record Pairs(double far, double middle, double near) {

  static final Pairs UNKNOWN = new Pairs(Double.NaN, Double.NaN, Double.NaN);

  /** One value for all pairs. */
  static Pairs all(double value) {
    return new Pairs(value, value, value);
  }

  /** The correlations of pairs, by their mean and standard deviation. */
  static Pairs of(double mean, double deviation) {
    double reach = Math.sqrt(3) * deviation;
    return new Pairs(mean - reach, mean, mean + reach).map(c -> Math.max(-1, Math.min(1, c)));
  }

  Pairs map(DoubleUnaryOperator f) {
    double middleValue = f.applyAsDouble(middle);
    return new Pairs(
        far == middle ? middleValue : f.applyAsDouble(far),
        middleValue,
        near == middle ? middleValue : f.applyAsDouble(near));
  }

  Pairs plus(Pairs other) {
    return new Pairs(far + other.far, middle + other.middle, near + other.near);
  }

  /** A positive quantity with the same mean and a larger variance over pairs. */
  Pairs widened(double more) {
    double mean = mean();
    double wide = Math.sqrt(3 * (variance() + more));
    return Double.isNaN(mean) || more == 0
        ? this
        : new Pairs(mean + wide, mean, Math.max(mean - wide, 1e-3 * mean));
  }

  double variance() {
    double mean = mean();
    return map(value -> (value - mean) * (value - mean)).mean();
  }

  double mean() {
    return (far + 4 * middle + near) / 6;
  }
}
