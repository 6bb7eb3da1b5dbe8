// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

/**
 * The standard normal distribution N(0, 1): density φ, distribution function Φ and its inverse.
 *
 * <p>Relative errors are below 4e-15, tails included, until probabilities become subnormal (beyond
 * |x| = 37).
 */
public final class NormalDistribution {

  private static final double SQRT_TWO_PI = Math.sqrt(2 * StrictMath.PI);

  /** Below this |x| the series is used, above it the continued fraction. */
  private static final double SERIES_LIMIT = 1.5;

  private NormalDistribution() {}

  /** Density φ(x) = exp(-x²/2) / √(2π). */
  public static double density(double x) {
    if (Math.abs(x) > 39) {
      return 0;
    }
    // x² = high² + low (x + high), and high² is exact: the rounding of x² would cost digits here.
    double high = (float) x;
    double low = x - high;
    return StrictMath.exp(-0.5 * high * high)
        * StrictMath.exp(-0.5 * low * (x + high))
        / SQRT_TWO_PI;
  }

  /** Distribution function Φ(x) = P(z ≤ x). */
  public static double cdf(double x) {
    if (Math.abs(x) < SERIES_LIMIT) {
      return 0.5 + density(x) * series(x, x, 1);
    }
    double tail = density(x) * millsRatio(Math.abs(x));
    return x < 0 ? tail : 1 - tail;
  }

  /** P(|z| ≤ a) = 2 Φ(a) - 1, without the cancellation of that formula for small {@code a}. */
  public static double probabilityWithin(double a) {
    return a < SERIES_LIMIT ? 2 * density(a) * series(a, a, 1) : 1 - 2 * cdf(-a);
  }

  /**
   * Part of the variance that lies within ±a: E[z²; |z| ≤ a] = 2 Φ(a) - 1 - 2 a φ(a). Divided by
   * {@link #probabilityWithin} it is the variance of the normal truncated at ±a.
   */
  public static double secondMomentWithin(double a) {
    if (a < SERIES_LIMIT) {
      return 2 * density(a) * series(a, a * a * a / 3, 3); // 2 a φ(a) is the series' first term
    }
    return a > 39 ? 1 : 1 - 2 * cdf(-a) - 2 * a * density(a);
  }

  /**
   * Quantile Φ⁻¹(p), the x with P(z ≤ x) = p; infinite at 0 and 1.
   *
   * @throws IllegalArgumentException if p is not within [0, 1]
   */
  public static double quantile(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "a probability must lie within [0, 1]: " + p + "; give a share, not a percentage");
    }
    if (p > 0.5) {
      return -quantile(1 - p); // 1 - p is exact here
    }
    if (p == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    // Newton's method on ln Φ, which is concave: from a point left of the root, as Φ(x) ≤
    // exp(-x²/2)/2, it climbs to the root and never passes it, but for rounding.
    double x = -Math.sqrt(-2 * StrictMath.log(2 * p));
    double step;
    do {
      step = newtonStep(x, p);
      x += step;
    } while (step > 1e-15 * -x);
    return x;
  }

  /** The quantiles at the middles of so many equal shares, each found from the one before. */
  public static double[] quantiles(int count) {
    double[] quantiles = new double[count];
    double x = count == 0 ? 0 : quantile(0.5 / count);
    for (int i = 0; 2 * i < count; i++) {
      double p = (i + 0.5) / count;
      double step;
      do {
        step = newtonStep(x, p);
        x += step;
      } while (step > 1e-15 * -x);
      quantiles[i] = x;
      quantiles[count - 1 - i] = -x;
    }
    return quantiles;
  }

  /** (ln p - ln Φ(x)) Φ(x)/φ(x) for x of at most 0. */
  private static double newtonStep(double x, double p) {
    if (-x < SERIES_LIMIT) {
      double centered = density(x) * series(x, x, 1);
      double cdf = 0.5 + centered;
      return Elementary.log1p(((p - 0.5) - centered) / cdf) * cdf / density(x);
    }
    double ratio = millsRatio(-x);
    return (StrictMath.log(p) - StrictMath.log(ratio / SQRT_TWO_PI) + 0.5 * x * x) * ratio;
  }

  /** Sum of x^(2n+1) / (2n+1)!! from the given term on, whose power of x is {@code power}. */
  private static double series(double x, double firstTerm, int power) {
    double sum = 0;
    double term = firstTerm;
    for (int n = power + 2; sum + term != sum; n += 2) {
      sum += term;
      term *= x * x / n;
    }
    return sum;
  }

  /** Mills ratio P(z > x) / φ(x) = 1/(x + 1/(x + 2/(x + 3/(x + …)))) for x of at least 1.5. */
  private static double millsRatio(double x) {
    int depth = 20 + (int) (250 / (x * x));
    double tail = (x + Math.sqrt(x * x + 4 * depth)) / 2; // what the fraction tends to from here on
    for (int n = depth; n > 0; n--) {
      tail = x + n / tail;
    }
    return 1 / tail;
  }
}
