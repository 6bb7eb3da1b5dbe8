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
    return new Quantity(null, null, null, known(value));
  }

  /** A quantity that was predicted, without a range; NaN counts as not known. */
  public static Quantity predicted(double value) {
    return new Quantity(known(value), null, null, null);
  }

  /** A quantity that was predicted to lie within a range; NaN counts as not known. */
  public static Quantity predicted(double value, double low, double high) {
    return new Quantity(known(value), known(low), known(high), null);
  }

  /** The prediction of another beside the measurement of this one. */
  public Quantity beside(Quantity prediction) {
    return new Quantity(prediction.predicted, prediction.low, prediction.high, measured);
  }

  /** Whether what was measured lies within the range; true if one of the two is not known. */
  public boolean asPredicted() {
    return measured == null || low == null || high == null || (low <= measured && measured <= high);
  }

  /** What was measured, else what was predicted, else NaN. */
  public double known() {
    Double value = measured != null ? measured : predicted;
    return value == null ? Double.NaN : value;
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
