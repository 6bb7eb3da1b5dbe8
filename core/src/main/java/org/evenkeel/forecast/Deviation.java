// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

/**
 * How far draws of finitely many weights lead a signal away from its expectation: variances of ln m
 * and of ln r, r = gap/m the distance of two inputs, and how far ln m reaches to either side where
 * that is not small.
 *
 * @param signal Var(ln m)
 * @param distance Var(ln r), r the mean over the pairs of a batch
 * @param both their covariance
 * @param down how far ln m reaches down, in the width of a range
 * @param up how far it reaches up
 */
record Deviation(double signal, double distance, double both, double down, double up) {

  /** Half the width of a range in standard deviations: 99 %, so that approximations have room. */
  static final double WIDTH = 2.6;

  static final Deviation NONE = new Deviation(0, 0, 0, 0, 0);

  /**
   * Behind a function.
   *
   * @param sensitivity d ln(m out)/d ln(m in)
   * @param distanceSensitivity d ln(r out)/d ln(r in)
   * @param mixed d ln(r out)/d ln(m in)
   * @param down how far ln m reaches down behind the function
   * @param up how far it reaches up
   */
  Deviation through(
      double sensitivity, double distanceSensitivity, double mixed, double down, double up) {
    return new Deviation(
        sensitivity * sensitivity * signal,
        Math.max(
            0,
            distanceSensitivity * distanceSensitivity * distance
                + 2 * distanceSensitivity * mixed * both
                + mixed * mixed * signal),
        sensitivity * (distanceSensitivity * both + mixed * signal),
        down,
        up);
  }

  /** To first order. */
  Deviation through(double sensitivity, double distanceSensitivity, double mixed) {
    double size = Math.abs(sensitivity);
    return through(sensitivity, distanceSensitivity, mixed, size * down, size * up);
  }

  /** With noise of its own added. */
  Deviation plus(double ofSignal, double ofDistance, double ofBoth) {
    double reach = WIDTH * WIDTH * ofSignal;
    return new Deviation(
        signal + ofSignal,
        distance + ofDistance,
        both + ofBoth,
        Math.sqrt(down * down + reach),
        Math.sqrt(up * up + reach));
  }

  /** Two sums' shares, which are taken as independent but for what both come from. */
  Deviation mixed(double share, Deviation other, double otherShare) {
    return new Deviation(
        share * share * signal + otherShare * otherShare * other.signal,
        Math.max(distance, other.distance),
        0,
        share * down + otherShare * other.down,
        share * up + otherShare * other.up);
  }

  /** With another variance of ln m. */
  Deviation withSignal(double variance) {
    return new Deviation(variance, distance, both, down, up);
  }

  /** Whether ln m is normal: the ends of its range are where first order has them. */
  boolean normal() {
    double linear = WIDTH * Math.sqrt(signal);
    return Math.abs(down - linear) + Math.abs(up - linear) <= 0.05 * linear;
  }

  /** What the logarithm of the mean lies above the mean of the logarithm, where that is known. */
  double shift() {
    return normal() ? signal / 2 : 0;
  }

  /**
   * By how much a range is to be wider. Draws on both sides of an unstable fixed point run away
   * from one another, and further than what is followed here along the middle and the ends alone.
   */
  double margin() {
    return normal() ? 1 : 1.5;
  }
}
