package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.evenkeel.gaussian.NormalDistribution;

/**
 * How probable a statistic as far out as the one found would be for ideal random numbers.
 *
 * <p>Every check raises a false alarm with a probability of at most {@link #FALSE_ALARM}, so a test
 * of k checks with at most k times that. Seeds are fixed: nothing fails by chance once it has
 * passed. With {@code -Devenkeel.chances=print} each check prints what it found.
 */
final class Chance {

  static final double FALSE_ALARM = 1e-6;

  private Chance() {}

  /** One check. */
  static void check(String what, double statistic, double probability) {
    if ("print".equals(System.getProperty("evenkeel.chances"))) {
      System.out.printf(Locale.ROOT, "%-60s %14.6g   p = %.2g%n", what, statistic, probability);
    }
    assertTrue(
        probability > FALSE_ALARM,
        () -> "%s: %s has probability %.2g".formatted(what, statistic, probability));
  }

  /** P(|z| ≥ |given z|), z ~ N(0, 1). */
  static double normal(double z) {
    return 2 * NormalDistribution.cdf(-Math.abs(z));
  }

  /** P(largest of n |z| ≥ z): at most n times that of one (Bonferroni), dependent or not. */
  static double largest(double z, long n) {
    return Math.min(1, n * normal(z));
  }

  /** P(D ≥ d) for n values: at most 2 exp(-2 n d²) (Kolmogorov, Smirnov; Massart 1990). */
  static double kolmogorov(double d, long n) {
    return Math.min(1, 2 * Math.exp(-2 * n * d * d));
  }

  /**
   * Probability of being as far out as x to either side of a chi-square distribution, by Wilson and
   * Hilferty's cube root.
   */
  static double chiSquare(double x, double degrees) {
    double v = 2 / (9 * degrees);
    return normal((Math.cbrt(x / degrees) - (1 - v)) / Math.sqrt(v));
  }

  /** Twice the smaller of P(k ≤ count) and P(k ≥ count), k Poisson of the given mean, below 700. */
  static double poisson(long count, double mean) {
    double term = Math.exp(-mean);
    double below = 0;
    for (long k = 0; k < count; k++) {
      below += term;
      term *= mean / (k + 1);
    }
    double above = term; // from here on upwards: 1 - below would lose the small ones
    double next = term;
    for (long k = count + 1; next > 1e-17 * above; k++) {
      next *= mean / k;
      above += next;
    }
    return Math.min(1, 2 * Math.min(below + term, above));
  }
}
