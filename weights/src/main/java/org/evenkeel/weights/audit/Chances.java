// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.weights.format.DType;

/**
 * Three tests of one tensor, each of which alarms for a tensor that fits with at most a given
 * probability.
 *
 * <ul>
 *   <li>Mean: for laws whose tails are no heavier than the normal's, {@code P(|mean - μ| > t) ≤ 2
 *       exp(-n t²/2σ²)}.
 *   <li>Second moment: Wilson and Hilferty's approximation of the chi-square distribution, with n
 *       degrees of freedom, which bounds laws of lighter tails.
 *   <li>Distribution: the largest difference of the distribution functions, {@code P(D > ε) ≤ 2
 *       exp(-2nε²)} (Dvoretzky, Kiefer, Wolfowitz; Massart 1990), between the numbers of the type,
 *       at 512 order statistics of a {@link Sample}; the largest difference at some points is not
 *       more.
 * </ul>
 *
 * @param alpha the probability for each
 */
record Chances(double alpha) {

  /** Accuracy of the draws themselves. */
  private static final double EXACT = 1e-4;

  boolean meanFits(Statistics found, Expectation expected) {
    double t = Math.sqrt(2 * Math.log(2 / alpha) * expected.variance() / found.count());
    return Math.abs(found.mean() - expected.mean())
        <= t + EXACT * Math.sqrt(expected.variance()) + 1e-30;
  }

  /** Whether values are so small that a type rounds most of them to 0, so that no test applies. */
  static boolean isBelow(Expectation expected, DType dtype) {
    return !expected.isConstant() && Math.sqrt(expected.secondMoment()) < Decoder.step(dtype);
  }

  /** Whether rounding to a type may well make any of some runs of values 0. */
  boolean areZeros(long runs, long length, Expectation expected, DType dtype) {
    double density = 1 / Math.sqrt(2 * Math.PI * expected.secondMoment());
    double zero = Math.min(1, Decoder.step(dtype) * density);
    return runs * Math.pow(zero, (double) length) > alpha;
  }

  /** Whether E[(w - μ)²] fits; rounding to a type may change it by a share. */
  boolean varianceFits(Statistics found, Expectation expected, DType dtype) {
    return Math.abs(excess(found, expected, dtype)) <= -NormalDistribution.quantile(alpha / 2);
  }

  /** The number of standard normal deviations that the second moment is too large by. */
  double excess(Statistics found, Expectation expected, DType dtype) {
    double about =
        found.secondMoment()
            - 2 * found.mean() * expected.mean()
            + expected.mean() * expected.mean();
    double ratio = about / expected.variance();
    double resolution = Decoder.resolution(dtype);
    double step = Decoder.step(dtype);
    double tolerance =
        EXACT + resolution * resolution * 4 + step * step / (6 * expected.variance());
    ratio = ratio > 1 ? Math.max(1, ratio - tolerance) : Math.min(1, ratio + tolerance);
    double spread = 2 / (9.0 * found.count() * expected.random());
    return (Math.cbrt(ratio) - 1 + (ratio == 1 ? 0 : spread)) / Math.sqrt(spread);
  }

  /** Whether the distribution function fits that of the law, between the numbers of the type. */
  boolean distributionFits(Statistics found, Expectation expected, DType dtype) {
    if (expected.laws().isEmpty() || expected.isConstant()) {
      return true;
    }
    double n = found.order().count();
    double limit = Math.sqrt(Math.log(2 / alpha) / (2 * n)) + EXACT;
    for (Sample.Point point : found.order().points()) {
      double under = between(dtype, Math.nextDown(point.value()));
      double over = between(dtype, Math.nextUp(point.value()));
      double below = expected.upTo(2 * under - point.value(), under, point.value());
      double upTo = expected.upTo(point.value(), over, 2 * over - point.value());
      if (Math.abs(below - point.below() / n) > limit
          || Math.abs(upTo - point.upTo() / n) > limit) {
        return false;
      }
    }
    return true;
  }

  /** A point near x at which rounding to the type changes. */
  private static double between(DType dtype, double x) {
    int fraction =
        switch (dtype) {
          case F16 -> 10;
          case BF16 -> 7;
          case F8_E4M3 -> 3;
          case F8_E5M2 -> 2;
          default -> 23;
        };
    int least =
        switch (dtype) {
          case F16 -> -14;
          case F8_E4M3 -> -6;
          case F8_E5M2 -> -14;
          default -> -126;
        };
    double step = Math.scalb(1.0, Math.max(least, Math.getExponent(x)) - fraction);
    return (Math.floor(x / step) + 0.5) * step;
  }
}
