// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.concurrent.RecursiveAction;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

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
    void round(int[] bits, short[] halves, int n) {
      for (int i = 0; i < n; i++) {
        halves[i] = round(Float.intBitsToFloat(bits[i]));
      }
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

    /** {@inheritDoc} Two loops, each of which a compiler vectorizes. */
    @Override
    void round(int[] bits, short[] halves, int n) {
      for (int i = 0; i < n; i++) {
        bits[i] = (bits[i] + 0x7FFF + (bits[i] >>> 16 & 1)) >>> 16;
      }
      for (int i = 0; i < n; i++) {
        halves[i] = (short) bits[i];
      }
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

  /**
   * Rounds numbers that are not NaN.
   *
   * @param bits the bits of n floats, which may be overwritten
   */
  abstract void round(int[] bits, short[] halves, int n);

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

  /**
   * Rounds numbers that are not NaN, with results outside of a range replaced by the nearest number
   * inside.
   *
   * @param values the bits of floats
   */
  void round(IntBuffer values, WeightRange range, ShortBuffer out) {
    int[] bits = new int[Math.min(RUN, values.remaining())];
    short[] halves = new short[bits.length];
    while (values.hasRemaining()) {
      int n = Math.min(bits.length, values.remaining());
      values.get(bits, 0, n);
      round(bits, halves, n);
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

  /**
   * Fills of 16-bit memory: values drawn as floats and rounded.
   *
   * @param initializer what draws them
   * @param shape the shape of the whole parameter
   * @param format what the 16 bits mean
   */
  record Fill(Initializer initializer, WeightShape shape, Key key, HalfPrecision format) {

    /** The number of values whose floats stay in the cache until they are rounded. */
    private static final int PIECE = 1 << 15;

    /** The number of values that amortizes a second thread. */
    private static final int SERIAL = 1 << 21;

    /** The most floats in one buffer. */
    private static final int MOST = Integer.MAX_VALUE / Float.BYTES;

    /** Draws all values at once, for initializers whose values depend on each other. */
    void whole(long from, ShortBuffer out) {
      Slices.require(shape, from, out.remaining());
      if (out.remaining() > MOST) {
        throw new IllegalArgumentException(
            "at most %,d values are drawn in 16 bits at once: %,d; fill them slice by slice"
                .formatted(MOST, out.remaining()));
      }
      piece(from, out, memory(out.remaining()));
    }

    /** Draws values that do not depend on each other, on all threads of the common pool. */
    void inPieces(long from, ShortBuffer out) {
      Slices.require(shape, from, out.remaining());
      ShortBuffer rest = out.slice();
      if (rest.capacity() < SERIAL) {
        serially(from, rest);
      } else {
        new Half(this, from, rest).invoke();
      }
      out.position(out.limit());
    }

    private static ByteBuffer memory(int values) {
      return ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    private void serially(long from, ShortBuffer out) {
      int size = out.capacity();
      ByteBuffer memory = memory(Math.min(PIECE, size));
      for (int done = 0; done < size; done += PIECE) {
        piece(from + done, out.slice(done, Math.min(PIECE, size - done)), memory);
      }
    }

    /** Draws values by way of memory that holds them as floats. */
    private void piece(long from, ShortBuffer out, ByteBuffer memory) {
      FloatBuffer floats = memory.asFloatBuffer().slice(0, out.remaining());
      initializer.fill(shape, key, from, floats);
      // The bits are read as integers in bulk, which is many times faster than one by one.
      IntBuffer bits = memory.asIntBuffer();
      Slices.Piece rounding =
          (part, start, first, drawn) ->
              format.round(
                  bits.slice((int) (first - from), drawn.remaining()),
                  initializer.range(part),
                  out);
      Slices.parts(shape, from, floats.flip(), rounding);
    }

    /** The fill of one slice, which is halved until its parts are short. */
    @SuppressWarnings("serial") // a task that is never written to a stream
    private static final class Half extends RecursiveAction {

      private final Fill fill;
      private final long from;
      private final ShortBuffer out;

      Half(Fill fill, long from, ShortBuffer out) {
        this.fill = fill;
        this.from = from;
        this.out = out;
      }

      @Override
      protected void compute() {
        int size = out.capacity();
        if (size < SERIAL) {
          fill.serially(from, out);
          return;
        }
        int half = size / 2 / PIECE * PIECE;
        invokeAll(
            new Half(fill, from, out.slice(0, half)),
            new Half(fill, from + half, out.slice(half, size - half)));
      }
    }
  }
}
