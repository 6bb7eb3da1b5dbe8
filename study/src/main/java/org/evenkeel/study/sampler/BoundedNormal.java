// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import org.hipparchus.special.Erf;

/**
 * A normal density that is cut off at two bounds, and made to integrate to one between them.
 *
 * @param mean where the normal density has its middle, between the bounds
 * @param sigma its standard deviation before it is cut off
 * @param low the lower bound
 * @param high the upper bound
 * @param logMass the logarithm of what the normal density has between the bounds
 */
record BoundedNormal(double mean, double sigma, double low, double high, double logMass) {

  private static final double LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

  static BoundedNormal of(double mean, double sigma, double low, double high) {
    double mass = NormalCdf.logBetween((low - mean) / sigma, (high - mean) / sigma);
    return new BoundedNormal(mean, sigma, low, high, mass);
  }

  /** The logarithm of the density at a place between the bounds. */
  double logDensity(double x) {
    double z = (x - mean) / sigma;
    return -0.5 * z * z - LOG_ROOT_2PI - Math.log(sigma) - logMass;
  }

  /** The logarithm of the share that lies within half a step of a place. */
  double logShare(double x, double step) {
    double from = Math.max(low, x - step / 2);
    double to = Math.min(high, x + step / 2);
    return NormalCdf.logBetween((from - mean) / sigma, (to - mean) / sigma) - logMass;
  }

  /** The place below which a share u of it lies. */
  double quantile(double u) {
    double from = NormalCdf.below((low - mean) / sigma);
    double to = NormalCdf.below((high - mean) / sigma);
    double p = from + u * (to - from);
    // erfcInv of a small number keeps the digits that 1 minus it would lose.
    double z = -Math.sqrt(2) * Erf.erfcInv(2 * p);
    return Math.min(high, Math.max(low, mean + sigma * z));
  }
}
