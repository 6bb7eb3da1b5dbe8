// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.Arrays;

/**
 * An interval that contains a quantity with a stated probability.
 *
 * @param low the lower bound
 * @param high the upper bound
 * @param level the probability, such as 0.95
 */
public record Interval(double low, double high, double level) {

  /** The default level of all intervals. */
  public static final double LEVEL = 0.95;

  /** Throws {@link IllegalArgumentException} if the level is not between 0 and 1. */
  public Interval {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "an interval's level must be between 0 and 1: %s; give 0.95 for 95 %%".formatted(level));
    }
  }

  /** Whether a number lies in the interval, bounds included. */
  public boolean contains(double x) {
    return x >= low && x <= high;
  }

  /** The equal-tailed interval of some draws. */
  static Interval of(double[] draws, double level) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return new Interval(
        quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2), level);
  }

  /** A quantile of sorted numbers, linear between neighbours. */
  static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
