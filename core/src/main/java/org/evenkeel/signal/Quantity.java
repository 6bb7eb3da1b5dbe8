// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

/**
 * One quantity of one layer: what theory predicts, the range it allows at this width, and what was
 * measured. A value that is not known is null, never NaN.
 *
 * @param predicted the expected value
 * @param low the lower end of the range that the prediction allows
 * @param high the upper end
 * @param measured the value found
 */
public record Quantity(Double predicted, Double low, Double high, Double measured) {

  /** A quantity of which nothing is known. */
  public static final Quantity UNKNOWN = new Quantity(null, null, null, null);

  /** A quantity that was measured and not predicted; NaN counts as not known. */
  public static Quantity measured(double value) {
    return new Quantity(null, null, null, Double.isNaN(value) ? null : value);
  }
}
