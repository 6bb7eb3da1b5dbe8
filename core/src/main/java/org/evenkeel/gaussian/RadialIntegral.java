// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

/**
 * R(β) = ∫ r e^(-r²/2 - βr) dr over r from 0 to ∞, for β of at least 0: what an exponential that
 * decays along a ray adds to an expectation over the plane.
 *
 * <p>With the Mills ratio m, R = 1 - βm = -m'. Up to {@value #END} it is a Taylor series about the
 * next of a row of points, with m⁽ⁿ⁺¹⁾ = βm⁽ⁿ⁾ + n m⁽ⁿ⁻¹⁾, beyond it the continued fraction t/(β +
 * t), t = 1/(β + 2/(β + 3/…)). Relative errors are below 1e-13.
 */
public final class RadialIntegral {

  /** The last point. */
  private static final int END = 12;

  private static final int POINTS_PER_UNIT = 8;

  /** With half the distance of two points, 1/16, the next term is below 1e-16. */
  private static final int TERMS = 12;

  /** Below it the fraction converges slowly, and 1 - βm does not cancel. */
  private static final double FRACTIONS_FROM = 2;

  private static final double[][] SERIES = series();

  private RadialIntegral() {}

  /** R(β). */
  public static double of(double beta) {
    if (!(beta < END)) {
      return fraction(beta);
    }
    int point = (int) (beta * POINTS_PER_UNIT + 0.5);
    double[] terms = SERIES[point];
    double step = beta - (double) point / POINTS_PER_UNIT;
    double sum = terms[TERMS - 1];
    for (int n = TERMS - 2; n >= 0; n--) {
      sum = sum * step + terms[n];
    }
    return sum;
  }

  private static double fraction(double beta) {
    int depth = 20 + (int) (250 / (beta * beta));
    double tail = (beta + Math.sqrt(beta * beta + 4 * depth)) / 2; // what it tends to from here on
    for (int n = depth; n > 1; n--) {
      tail = beta + n / tail;
    }
    return 1 / (tail * beta + 1); // t/(β + t) with t = 1/tail
  }

  /** -m⁽ⁿ⁺¹⁾/n! at each point. */
  private static double[][] series() {
    double[][] all = new double[END * POINTS_PER_UNIT + 1][TERMS];
    for (int point = 0; point < all.length; point++) {
      double beta = (double) point / POINTS_PER_UNIT;
      double before = NormalDistribution.cdf(-beta) / NormalDistribution.density(beta); // m
      double slope = beta < FRACTIONS_FROM ? beta * before - 1 : -fraction(beta); // m'
      double factorial = 1;
      for (int n = 0; n < TERMS; n++) {
        all[point][n] = -slope / factorial;
        double next = beta * slope + (n + 1) * before;
        before = slope;
        slope = next;
        factorial *= n + 1;
      }
    }
    return all;
  }
}
