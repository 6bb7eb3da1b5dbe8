// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import org.jspecify.annotations.Nullable;

/**
 * One quantity of one layer: the prediction, its range at this width, and the measurement. A value
 * that is not known is null, never NaN.
 *
 * @param predicted the expected value
 * @param low the lower end of the range that the prediction allows
 * @param high the upper end
 * @param measured the value found
 */
public record Quantity(
    @Nullable Double predicted,
    @Nullable Double low,
    @Nullable Double high,
    @Nullable Double measured) {

  /** A quantity without any value. */
  public static final Quantity UNKNOWN = new Quantity(null, null, null, null);

  /** A measured value alone; NaN counts as not known. */
  public static Quantity measured(double value) {
    return new Quantity(null, null, null, orNull(value));
  }

  /** A predicted value without a range; NaN counts as not known. */
  public static Quantity predicted(double value) {
    return new Quantity(orNull(value), null, null, null);
  }

  /** A predicted value with its range; NaN counts as not known. */
  public static Quantity predicted(double value, double low, double high) {
    return new Quantity(orNull(value), orNull(low), orNull(high), null);
  }

  /** The prediction of another beside the measurement of this one. */
  public Quantity beside(Quantity prediction) {
    return new Quantity(prediction.predicted, prediction.low, prediction.high, measured);
  }

  /** Whether the measured value is within the range; true if one of the two is not known. */
  public boolean asPredicted() {
    return measured == null || low == null || high == null || (low <= measured && measured <= high);
  }

  /** The measured value, else the predicted one, else null. */
  public @Nullable Double known() {
    return measured != null ? measured : predicted;
  }

  /** Whether the known value is above a limit; false if none is known. */
  public boolean isAbove(double limit) {
    return known() != null && known() > limit;
  }

  /** Whether the known value is below a limit; false if none is known. */
  public boolean isBelow(double limit) {
    return known() != null && known() < limit;
  }

  /**
   * Whether the known value is below a limit but not 0, which weights or scales that are zeros on
   * purpose make it.
   */
  public boolean isShrunkBelow(double limit) {
    return isBelow(limit) && known() > 0;
  }

  static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
