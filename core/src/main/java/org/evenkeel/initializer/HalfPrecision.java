// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.evenkeel.parameter.WeightRange;

/** The 16-bit floating-point formats, with rounding to them. */
public enum HalfPrecision {
  /** IEEE 754 binary16: 5 bits of exponent, 10 of fraction; up to 65504. */
  FLOAT16 {
    @Override
    int roundMagnitude(int bits) {
      if (bits >= 0x47800000) { // 65536
        return 0x7C00;
      }
      if (bits < 0x38800000) { // 2⁻¹⁴: subnormal, a multiple of 2⁻²⁴, the last place of 0.5
        return Float.floatToRawIntBits(Float.intBitsToFloat(bits) + 0.5f) - 0x3F000000;
      }
      return shift(bits - ((127 - 15) << 23), 13);
    }

    @Override
    public float value(short half) {
      float sign = half < 0 ? -1 : 1;
      int exponent = half >>> 10 & 0x1F;
      int fraction = half & 0x3FF;
      if (exponent == 0x1F) {
        return fraction == 0 ? sign * Float.POSITIVE_INFINITY : Float.NaN;
      }
      return sign
          * (exponent == 0
              ? fraction * 0x1p-24f
              : Float.intBitsToFloat(((exponent + 127 - 15) << 23) | (fraction << 13)));
    }
  },

  /** The upper half of a float: 8 bits of exponent, 7 of fraction. */
  BFLOAT16 {
    @Override
    int roundMagnitude(int bits) {
      return shift(bits, 16);
    }

    @Override
    public float value(short half) {
      return Float.intBitsToFloat(half << 16);
    }
  };

  /** Numbers that are rounded in a loop over arrays, which is faster than one over buffers. */
  private static final int RUN = 4096;

  /** The rounded bits of a finite or infinite number, given by its bits without the sign. */
  abstract int roundMagnitude(int bits);

  /** The exact value of 16 bits. */
  public abstract float value(short half);

  /**
   * The number nearest to x, ties to even; infinite from half a step beyond the largest number, NaN
   * for NaN.
   */
  public short round(float x) {
    int bits = Float.floatToRawIntBits(x);
    int magnitude = bits & 0x7FFFFFFF;
    int rounded = magnitude > 0x7F800000 ? 0x7FFF : roundMagnitude(magnitude);
    return (short) (((bits >>> 16) & 0x8000) | rounded);
  }

  /** Rounds values, with results outside of a range replaced by the nearest number inside. */
  void round(FloatBuffer values, WeightRange range, ShortBuffer out) {
    float[] wide = new float[Math.min(RUN, values.remaining())];
    short[] halves = new short[wide.length];
    while (values.hasRemaining()) {
      int n = Math.min(wide.length, values.remaining());
      values.get(wide, 0, n);
      for (int i = 0; i < n; i++) {
        halves[i] = round(wide[i]);
      }
      if (!range.equals(WeightRange.ALL)) {
        for (int i = 0; i < n; i++) {
          halves[i] = within(halves[i], range);
        }
      }
      out.put(halves, 0, n);
    }
  }

  /** A number, or the next one inside of a range if it lies outside. */
  private short within(short half, WeightRange range) {
    float rounded = value(half);
    if (rounded < range.low()) {
      return next(half, rounded, true);
    }
    return rounded > range.high() ? next(half, rounded, false) : half;
  }

  /** The next number up or down; bits increase with the magnitude. */
  private static short next(short half, float value, boolean up) {
    if (value == 0) {
      return (short) (up ? 0x0001 : 0x8001);
    }
    return (short) (value > 0 == up ? half + 1 : half - 1);
  }

  /** Drops the last bits, rounding to nearest, ties to even. */
  private static int shift(int bits, int dropped) {
    int odd = bits >>> dropped & 1;
    return (bits + (1 << (dropped - 1)) - 1 + odd) >>> dropped;
  }
}
