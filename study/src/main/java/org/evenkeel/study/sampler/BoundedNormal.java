// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import org.hipparchus.special.Erf;

/**
 * A normal density cut off at two bounds and normalized between them.
 *
 * @param mean the mean before the cut, between the bounds
 * @param sigma the standard deviation before the cut
 * @param low the lower bound
 * @param high the upper bound
 * @param logTotal the logarithm of the normal density's mass between the bounds
 */
record BoundedNormal(double mean, double sigma, double low, double high, double logTotal) {

  private static final double LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

  static BoundedNormal of(double mean, double sigma, double low, double high) {
    double logTotal = NormalCdf.logBetween((low - mean) / sigma, (high - mean) / sigma);
    return new BoundedNormal(mean, sigma, low, high, logTotal);
  }

  /** The logarithm of the density at a place between the bounds. */
  double logDensity(double x) {
    double z = (x - mean) / sigma;
    return -0.5 * z * z - LOG_ROOT_2PI - Math.log(sigma) - logTotal;
  }

  /** The logarithm of the mass within half a step of a place. */
  double logMass(double x, double step) {
    double from = Math.max(low, x - step / 2);
    double to = Math.min(high, x + step / 2);
    return NormalCdf.logBetween((from - mean) / sigma, (to - mean) / sigma) - logTotal;
  }

  /** The quantile at u. */
  double quantile(double u) {
    double from = NormalCdf.below((low - mean) / sigma);
    double to = NormalCdf.below((high - mean) / sigma);
    double p = from + u * (to - from);
    // erfcInv of a small number keeps the digits that erfInv of 1 minus it would lose.
    double z = -Math.sqrt(2) * Erf.erfcInv(2 * p);
    return Math.min(high, Math.max(low, mean + sigma * z));
  }
}
