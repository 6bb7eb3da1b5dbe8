// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A quantity over pairs of inputs at three nodes of Gauss–Hermite quadrature, as a function of the
 * mean differs from the mean of the function; and the quantity for two passes of one input, between
 * which the masks of dropout change.
 *
 * @param far the value of distant pairs, with weight 1/6
 * @param middle the value of typical pairs, with weight 2/3
 * @param near the value of similar pairs, with weight 1/6
 * @param same the value of two passes of one input
 */
record Pairs(double far, double middle, double near, double same) {

  /** Gaps that are not known; passes of one input differ by nothing. */
  static final Pairs UNKNOWN = new Pairs(Double.NaN, Double.NaN, Double.NaN, 0);

  /** One value for all pairs. */
  static Pairs all(double value) {
    return new Pairs(value, value, value, value);
  }

  /** One gap for all pairs of different inputs. */
  static Pairs gap(double value, double same) {
    return new Pairs(value, value, value, same);
  }

  /** The correlations of pairs, by their mean and standard deviation. */
  static Pairs of(double mean, double deviation) {
    double reach = Math.sqrt(3) * deviation;
    return new Pairs(mean - reach, mean, mean + reach, 1).map(c -> Math.max(-1, Math.min(1, c)));
  }

  Pairs map(DoubleUnaryOperator f) {
    double middleValue = f.applyAsDouble(middle);
    return new Pairs(
        far == middle ? middleValue : f.applyAsDouble(far),
        middleValue,
        near == middle ? middleValue : f.applyAsDouble(near),
        same == middle ? middleValue : f.applyAsDouble(same));
  }

  Pairs plus(Pairs other) {
    return with(other, Double::sum);
  }

  Pairs with(Pairs other, DoubleBinaryOperator f) {
    return new Pairs(
        f.applyAsDouble(far, other.far),
        f.applyAsDouble(middle, other.middle),
        f.applyAsDouble(near, other.near),
        f.applyAsDouble(same, other.same));
  }

  Pairs times(Pairs other) {
    return new Pairs(far * other.far, middle * other.middle, near * other.near, same * other.same);
  }

  /** The same with more for different inputs. */
  Pairs apart(double more) {
    return more == 0 ? this : new Pairs(far + more, middle + more, near + more, same);
  }

  /**
   * A positive quantity with the same mean and a larger variance over pairs. What the variance has
   * done to the mean it does to that of two passes of one input too, so that they stay comparable.
   */
  Pairs widened(double more) {
    double mean = mean();
    double wide = Math.sqrt(3 * (variance() + more));
    return Double.isNaN(mean) || more == 0
        ? this
        : new Pairs(
            mean + wide,
            mean,
            Math.max(mean - wide, 1e-3 * mean),
            middle == 0 ? same : same * mean / middle);
  }

  double variance() {
    double mean = mean();
    return map(value -> (value - mean) * (value - mean)).mean();
  }

  double mean() {
    return (far + 4 * middle + near) / 6;
  }
}
