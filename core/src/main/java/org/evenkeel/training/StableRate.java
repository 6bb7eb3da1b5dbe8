// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.training;

import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/**
 * The largest learning rate at which gradient descent is stable at the initial weights, between two
 * rates that were tried: at a stable rate none of the first steps raises the loss above its start.
 *
 * @param low the largest rate that was stable; 0 if none was
 * @param high the smallest rate that was not; infinite if all were stable
 * @param examples the number of examples in the batch
 * @param gradients the number of gradients that were computed
 */
public record StableRate(double low, double high, int examples, int gradients) {

  /** Throws {@link IllegalArgumentException} unless 0 ≤ low &lt; high. */
  public StableRate {
    if (!(low >= 0 && low < high)) {
      throw new IllegalArgumentException(
          "the bounds of a stable rate must be in order: %s, %s".formatted(low, high));
    }
  }

  /** Whether both bounds were found. */
  public boolean isBounded() {
    return low > 0 && high < Double.POSITIVE_INFINITY;
  }

  /** The estimate: the geometric mean of the bounds, or the only one that was found. */
  public double estimate() {
    return isBounded() ? Math.sqrt(low * high) : low > 0 ? low : high;
  }

  /** The estimate in a sentence, with what it was measured on. */
  public String sentence() {
    return "Largest stable learning rate: %s, by gradient descent on %s."
        .formatted(this, Words.count(examples, "example"));
  }

  /** The estimate with its bounds, such as {@code 0.31 (0.24 to 0.4)}. */
  @Override
  public String toString() {
    if (isBounded()) {
      return "%s (%s to %s)".formatted(number(estimate()), number(low), number(high));
    }
    return low > 0 ? "above " + number(low) : "below " + number(high);
  }

  private static String number(double rate) {
    return Numbers.number(rate);
  }
}
