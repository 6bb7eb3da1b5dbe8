// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.random.RandomGenerator;
import org.hipparchus.special.Erf;

/**
 * A normal density cut off at two bounds and normalized between them.
 *
 * <pre>
 * Φ(z)       the standard normal distribution function, erfc(x) / 2
 * x          −z/√2, for z ≤ 0
 * t          2 / (2 + x)
 * SERIES     Chebyshev coefficients in 2t − 1 of log(erfc(x) exp(x²) / t), exact to 1e-16;
 *            made by tail.py in the test resources
 * </pre>
 *
 * @param mean the mean before the cut, between the bounds
 * @param sigma the standard deviation before the cut
 * @param low the lower bound
 * @param high the upper bound
 * @param step the width of the cells that the density is summed over; 0 for none
 * @param logTotal the logarithm of the normal density's mass between the bounds
 */
record BoundedNormal(
    double mean, double sigma, double low, double high, double step, double logTotal)
    implements Parzen.Component {

  private static final double LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

  private static final double[] SERIES = {
    -0.6513268598908547, 0.6419697923564902, 0.019476473204185836, -0.009561514786808632,
    -0.0009465953444820369, 0.00036683949785276145, 4.252332480690777e-05, -2.0278578112534242e-05,
    -1.6242900046470256e-06, 1.3036558355805232e-06, 1.5626441722066142e-08, -8.523809591492654e-08,
    6.5290544390988515e-09, 5.059343495551469e-09, -9.91364156493033e-10, -2.273651222931836e-10,
    9.646791102015527e-11, 2.3940380830391146e-12, -6.886027526497553e-12, 8.944879273090725e-13,
    3.130921399342958e-13, -1.1270822361367252e-13, 3.810905255189232e-16, 7.106097613609237e-15,
    -1.5230282014571043e-15, -9.457494571291233e-17, 1.210237189224279e-16, -2.816663087747177e-17
  };

  static BoundedNormal of(double mean, double sigma, double low, double high, double step) {
    double logTotal = logBetween((low - mean) / sigma, (high - mean) / sigma);
    return new BoundedNormal(mean, sigma, low, high, step, logTotal);
  }

  @Override
  public double log(double x) {
    if (step > 0) {
      double from = Math.max(low, x - step / 2);
      double to = Math.min(high, x + step / 2);
      return logBetween((from - mean) / sigma, (to - mean) / sigma) - logTotal;
    }
    double z = (x - mean) / sigma;
    return -0.5 * z * z - LOG_ROOT_2PI - Math.log(sigma) - logTotal;
  }

  @Override
  public double draw(RandomGenerator random) {
    return quantile(random.nextDouble());
  }

  /** The quantile at u. */
  double quantile(double u) {
    double from = below((low - mean) / sigma);
    double to = below((high - mean) / sigma);
    double p = from + u * (to - from);
    // erfcInv of a small number keeps the digits that erfInv of 1 minus it would lose.
    double z = -Math.sqrt(2) * Erf.erfcInv(2 * p);
    return Math.min(high, Math.max(low, mean + sigma * z));
  }

  /** The logarithm log Φ(z) for z ≤ 0. */
  static double logBelow(double z) {
    double x = -z / Math.sqrt(2);
    double t = 2 / (2 + x);
    // Clenshaw's recurrence
    double twice = 2 * (2 * t - 1);
    double next = 0;
    double last = 0;
    for (int j = SERIES.length - 1; j > 0; j--) {
      double current = twice * next - last + SERIES[j];
      last = next;
      next = current;
    }
    return twice / 2 * next - last + SERIES[0] + Math.log(t / 2) - z * z / 2;
  }

  /** The mass Φ(z). */
  static double below(double z) {
    return z <= 0 ? Math.exp(logBelow(z)) : 1 - Math.exp(logBelow(-z));
  }

  /** The logarithm of the mass between two places, accurate in both tails. */
  static double logBetween(double a, double b) {
    if (a > 0) {
      return logBetween(-b, -a);
    } else if (b > 0) {
      return Math.log(1 - below(a) - below(-b));
    }
    double upper = logBelow(b);
    return upper + Math.log(1 - Math.exp(logBelow(a) - upper));
  }
}
