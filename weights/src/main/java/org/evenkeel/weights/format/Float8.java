// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import org.evenkeel.parameter.WeightRange;

/**
 * The 8-bit floating-point formats of Micikevicius et al. 2022, "FP8 formats for deep learning",
 * with rounding to them.
 */
public enum Float8 {
  /** 4 bits of exponent, 3 of fraction, no infinity; up to 448. */
  E4M3(3, 7, 0x7E),

  /** 5 bits of exponent, 2 of fraction; up to 57344. */
  E5M2(2, 15, 0x7B);

  private static final int EXPONENT_BIAS = 127;
  private static final int FRACTION_BITS = 23;

  private final int fraction;
  private final int bias;
  private final int largest;

  Float8(int fraction, int bias, int largest) {
    this.fraction = fraction;
    this.bias = bias;
    this.largest = largest;
  }

  /** The number nearest to x, ties to even; the largest number beyond it, NaN for NaN. */
  public byte round(float x) {
    int bits = Float.floatToRawIntBits(x);
    int sign = bits >>> 24 & 0x80;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (byte) (sign | 0x7F);
    }
    int smallestNormal = (EXPONENT_BIAS - bias + 1) << FRACTION_BITS;
    int rounded;
    if (magnitude < smallestNormal) {
      // The sum's last place is the subnormals' step, so that the addition rounds to it.
      int step = (EXPONENT_BIAS - bias + 1 - fraction + FRACTION_BITS) << FRACTION_BITS;
      float sum = Float.intBitsToFloat(magnitude) + Float.intBitsToFloat(step);
      rounded = Float.floatToRawIntBits(sum) - step;
    } else {
      int dropped = FRACTION_BITS - fraction;
      int shifted = magnitude - ((EXPONENT_BIAS - bias) << FRACTION_BITS);
      int odd = shifted >>> dropped & 1;
      rounded = (shifted + (1 << (dropped - 1)) - 1 + odd) >>> dropped;
    }
    return (byte) (sign | Math.min(rounded, largest));
  }

  /** The exact value of 8 bits. */
  public float value(byte bits) {
    int magnitude = bits & 0x7F;
    if (magnitude > largest) {
      return this == E5M2 && magnitude == largest + 1
          ? Math.copySign(Float.POSITIVE_INFINITY, bits)
          : Float.NaN;
    }
    int exponent = magnitude >>> fraction;
    int digits = magnitude & ((1 << fraction) - 1);
    float value =
        exponent == 0
            ? Math.scalb((float) digits, 1 - bias - fraction)
            : Math.scalb((float) (digits + (1 << fraction)), exponent - bias - fraction);
    return bits < 0 ? -value : value;
  }

  /** The rounded number, or the nearest one inside of a range if that lies outside. */
  public byte round(float x, WeightRange range) {
    byte rounded = round(x);
    float value = value(rounded);
    if (value > range.high() || value < range.low()) {
      boolean up = value < range.low();
      if (value == 0) {
        return (byte) (up ? 0x01 : 0x81);
      }
      return (byte) (rounded + (value > 0 == up ? 1 : -1));
    }
    return rounded;
  }
}
