// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.function.DoubleUnaryOperator;

/**
 * A quantity of pairs of inputs, for pairs that are far apart, in the middle and near: three nodes
 * of Gauss–Hermite quadrature stand for all pairs, since what becomes of their mean is not the mean
 * of what becomes of them.
 *
 * @param far of weight 1/6
 * @param middle of weight 2/3
 * @param near of weight 1/6
 */
record Pairs(double far, double middle, double near) {

  static final Pairs UNKNOWN = new Pairs(Double.NaN, Double.NaN, Double.NaN);

  /** The same for all pairs. */
  static Pairs all(double value) {
    return new Pairs(value, value, value);
  }

  /** Pairs whose correlations have this mean and standard deviation. */
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

  /** Positive quantities of the same mean, whose variance over pairs is larger by that much. */
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
