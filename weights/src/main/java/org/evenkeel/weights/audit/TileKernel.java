// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FloatValues;

/**
 * The sums of runs of values, computed by one thread in arrays that stay in its cache: loops
 * without branches over blocks, whose lanes are added up at the end, so that they are compiled to
 * vector instructions. Sums of floats are widened after 64 additions.
 *
 * <p>Symbols: an <em>ordered</em> int is the bits of a float, those of negative numbers without the
 * sign inverted, so that ints are ordered as the numbers are.
 */
final class TileKernel {

  /** The most values of a tile. */
  static final int TILE = 1 << 18;

  private static final int LANES = 1024;
  private static final int WIDENED = 64 * LANES;
  private static final int ODD = 0x9E3779B1;
  private static final long MIXED = 0x9E3779B97F4A7C15L;

  /** Beyond these magnitudes, squares of floats overflow or lose digits. */
  private static final float LARGE = 0x1p50f;

  private static final float SMALL = 0x1p-50f;

  private final int[] bits = new int[LANES];
  private final short[] words = new short[LANES];
  private final byte[] small = new byte[LANES];
  private final float[] values = new float[LANES];
  private final int[] low = new int[LANES];
  private final int[] high = new int[LANES];
  private final int[] hash = new int[LANES];
  private final float[] sum = new float[LANES];
  private final float[] squares = new float[LANES];
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  private final Rows rows = new Rows();

  TileKernel() {
    ByteBuffer same = ByteBuffer.allocateDirect(4 * LANES).order(ByteOrder.nativeOrder());
    asInts = same.asIntBuffer();
    asFloats = same.asFloatBuffer();
  }

  /**
   * The sums of a tile.
   *
   * @param bytes the values, little-endian
   * @param from the index of the first one in the tensor
   * @param rowLength the number of values of a row; 0 for a tensor without rows
   * @param ends the least and greatest value so far
   */
  TileSums sums(DType dtype, ByteBuffer bytes, long from, int count, long rowLength, Ends ends) {
    rows.begin(from, rowLength);
    if (!FloatValues.holds(dtype)) {
      return wide(dtype, bytes, count);
    }
    Arrays.fill(low, Integer.MAX_VALUE);
    Arrays.fill(high, Integer.MIN_VALUE);
    Arrays.fill(hash, 0);
    double one = 0;
    double two = 0;
    for (int at = 0; at < count; at += WIDENED) {
      Arrays.fill(sum, 0);
      Arrays.fill(squares, 0);
      int end = Math.min(count, at + WIDENED);
      for (int block = at; block < end; block += LANES) {
        block(dtype, bytes, block, Math.min(LANES, end - block));
      }
      for (int i = 0; i < LANES; i++) {
        one += sum[i];
        two += squares[i];
      }
    }
    int least = Arrays.stream(low).min().orElse(0);
    int most = Arrays.stream(high).max().orElse(0);
    float lowest = value(least);
    float highest = value(most);
    float magnitude = Math.max(Math.abs(lowest), Math.abs(highest));
    if (!(magnitude <= LARGE) || (magnitude < SMALL && magnitude > 0)) {
      return exact(dtype, bytes, count);
    }
    long atLow = ends.isLow(lowest) ? equal(dtype, bytes, count, least) : 0;
    long atHigh = ends.isHigh(highest) ? equal(dtype, bytes, count, most) : 0;
    return rows.sums(0, one, two, lowest, highest, atLow, atHigh, fingerprint());
  }

  private void block(DType dtype, ByteBuffer bytes, int from, int n) {
    FloatValues.bits(dtype, bytes, from, n, bits, words, small);
    asInts.position(0).put(bits, 0, n);
    asFloats.position(0).get(values, 0, n);
    for (int i = 0; i < n; i++) {
      int ordered = bits[i] ^ ((bits[i] >> 31) & 0x7FFFFFFF);
      low[i] = Math.min(low[i], ordered);
      high[i] = Math.max(high[i], ordered);
    }
    for (int i = 0; i < n; i++) {
      hash[i] = (hash[i] ^ bits[i]) * ODD;
    }
    for (int i = 0; i < n; i++) {
      sum[i] += values[i];
      squares[i] += values[i] * values[i];
    }
    rows.take(bits, n);
  }

  private static float value(int ordered) {
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & 0x7FFFFFFF));
  }

  /** The number of values with given ordered bits. */
  private long equal(DType dtype, ByteBuffer bytes, int count, int ordered) {
    int wanted = ordered ^ ((ordered >> 31) & 0x7FFFFFFF);
    long equal = 0;
    for (int from = 0; from < count; from += LANES) {
      int n = Math.min(LANES, count - from);
      FloatValues.bits(dtype, bytes, from, n, bits, words, small);
      for (int i = 0; i < n; i++) {
        equal += bits[i] == wanted ? 1 : 0;
      }
    }
    return equal;
  }

  private long fingerprint() {
    long mixed = 0;
    for (int lane : hash) {
      mixed = (mixed ^ lane) * MIXED;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }

  /** The sums of floats among which some are not finite, or beyond the range of their squares. */
  private TileSums exact(DType dtype, ByteBuffer bytes, int count) {
    Exact exact = new Exact();
    for (int from = 0; from < count; from += LANES) {
      int n = Math.min(LANES, count - from);
      FloatValues.bits(dtype, bytes, from, n, bits, words, small);
      for (int i = 0; i < n; i++) {
        exact.take(Float.intBitsToFloat(bits[i]));
      }
    }
    return exact.sums(rows, fingerprint());
  }

  /** The sums of doubles or integers. */
  private TileSums wide(DType dtype, ByteBuffer bytes, int count) {
    Exact exact = new Exact();
    long mixed = 0;
    for (int i = 0; i < count; i++) {
      double value = Decoder.wide(dtype, bytes, i);
      exact.take(value);
      rows.take(value);
      mixed = (mixed ^ Double.doubleToRawLongBits(value)) * MIXED;
      mixed ^= mixed >>> 29;
    }
    return exact.sums(rows, mixed);
  }

  /** The least and the greatest value that some of a tensor's runs have, shared by threads. */
  static final class Ends {

    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    /** Whether no run so far has a lesser value. */
    synchronized boolean isLow(double value) {
      low = Math.min(low, value);
      return value <= low;
    }

    /** Whether no run so far has a greater value. */
    synchronized boolean isHigh(double value) {
      high = Math.max(high, value);
      return value >= high;
    }
  }

  /** Sums in double precision. */
  private static final class Exact {

    private long broken;
    private double one;
    private double two;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;
    private long atLow;
    private long atHigh;

    void take(double value) {
      if (!Double.isFinite(value)) {
        broken++;
        return;
      }
      one += value;
      two += value * value;
      if (value <= low) {
        atLow = value < low ? 1 : atLow + 1;
        low = value;
      }
      if (value >= high) {
        atHigh = value > high ? 1 : atHigh + 1;
        high = value;
      }
    }

    TileSums sums(Rows rows, long fingerprint) {
      return rows.sums(broken, one, two, low, high, atLow, atHigh, fingerprint);
    }
  }
}
