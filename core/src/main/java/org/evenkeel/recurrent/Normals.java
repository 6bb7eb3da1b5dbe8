// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import org.evenkeel.gaussian.NormalDistribution;

/**
 * Samples of normal variables that are the quantiles at the middles of equal shares, in an order of
 * their own each time: so that functions of one variable have their mean as by a midpoint rule.
 */
final class Normals {

  private final double[] quantiles;
  private long state;

  /**
   * Samples of so many values.
   *
   * @param seed of the orders; equal ones give equal samples
   */
  Normals(int count, long seed) {
    state = seed;
    quantiles = new double[count];
    for (int i = 0; i < count; i++) {
      quantiles[i] = NormalDistribution.quantile((i + 0.5) / count);
    }
  }

  /** The next number of SplitMix64 (Steele et al. 2014). */
  private long next() {
    state += 0x9e3779b97f4a7c15L;
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** Adds so many times a new variable to each value; of 0 times none is drawn. */
  void addTo(double[] values, double times) {
    if (times == 0) {
      return;
    }
    for (int i = quantiles.length - 1; i >= 0; i--) {
      int other = (int) (((next() >>> 33) * (i + 1)) >>> 31);
      double drawn = quantiles[other];
      quantiles[other] = quantiles[i];
      quantiles[i] = drawn;
      values[i] += times * drawn;
    }
  }
}
