// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.Arrays;
import java.util.Optional;

/**
 * The median and the range of one quantity over several seeds.
 *
 * @param median the median; of two values in the middle their mean
 * @param low the lowest value
 * @param high the highest value
 */
public record Spread(double median, double low, double high) {

  /** The spread of some values, NaN left out; empty if no value is left. */
  static Optional<Spread> of(double... values) {
    double[] sorted =
        Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    boolean one = sorted.length % 2 == 1 || sorted[middle - 1] == sorted[middle];
    double median = one ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1]));
  }
}
