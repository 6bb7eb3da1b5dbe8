// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

/**
 * The standard normal distribution function Φ, with its logarithm for far tails.
 *
 * <pre>
 * z          place, z ≤ 0 for log Φ(z)
 * x          −z/√2, so that Φ(z) = erfc(x) / 2
 * t          2 / (2 + x)
 * SERIES     Chebyshev coefficients in 2t − 1 of log(erfc(x) exp(x²) / t), exact to 1e-16;
 *            made by tail.py in the test resources
 * </pre>
 */
final class NormalCdf {

  private static final double[] SERIES = {
    -0.6513268598908547,
    0.6419697923564902,
    0.019476473204185836,
    -0.009561514786808632,
    -0.0009465953444820369,
    0.00036683949785276145,
    4.252332480690777e-05,
    -2.0278578112534242e-05,
    -1.6242900046470256e-06,
    1.3036558355805232e-06,
    1.5626441722066142e-08,
    -8.523809591492654e-08,
    6.5290544390988515e-09,
    5.059343495551469e-09,
    -9.91364156493033e-10,
    -2.273651222931836e-10,
    9.646791102015527e-11,
    2.3940380830391146e-12,
    -6.886027526497553e-12,
    8.944879273090725e-13,
    3.130921399342958e-13,
    -1.1270822361367252e-13,
    3.810905255189232e-16,
    7.106097613609237e-15,
    -1.5230282014571043e-15,
    -9.457494571291233e-17,
    1.210237189224279e-16,
    -2.816663087747177e-17
  };

  private NormalCdf() {}

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
