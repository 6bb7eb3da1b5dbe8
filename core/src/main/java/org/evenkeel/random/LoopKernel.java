// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * The kernel for long runs: one short loop per step over arrays that stay in the L1 cache, so that
 * the compiler vectorizes each.
 *
 * <p>Bits are reinterpreted by bulk copies through one memory that is seen as ints and as floats,
 * and ints become floats by way of the bits of 1.5·2²³ and 2²³, because loops with {@code
 * intBitsToFloat} or (on JDK 17) {@code (float) int} are not vectorized.
 */
final class LoopKernel implements Kernel {

  private static final int BIASED = 0x4B400000; // the float 1.5·2²³, whose last bit counts ones
  private static final float BIAS = 12582912f;
  private static final int UNSIGNED = 0x4B000000; // the float 2²³
  private static final float UNSIGNED_BIAS = 8388608f;

  private final int[][] words = new int[4][CAPACITY];
  private final float[][] lanes = new float[4][CAPACITY];
  private final int[] p = new int[CAPACITY];
  private final int[] q = new int[CAPACITY];
  private final float[] f = new float[CAPACITY];
  private final float[] g = new float[CAPACITY];
  private final float[] h = new float[CAPACITY];
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  LoopKernel() {
    ByteBuffer memory = ByteBuffer.allocate(4 * CAPACITY).order(ByteOrder.nativeOrder());
    asInts = memory.asIntBuffer();
    asFloats = memory.asFloatBuffer();
  }

  @Override
  public void words(Key key, long counter, int n) {
    Threefry.encrypt(key, counter, words[0], words[1], words[2], words[3], n);
  }

  @Override
  public float[] lane(int word) {
    return lanes[word];
  }

  @Override
  public void normal(int n, float std) {
    boxMuller(words[0], words[1], lanes[0], lanes[1], n, std);
    boxMuller(words[2], words[3], lanes[2], lanes[3], n, std);
  }

  @Override
  public void uniform(int n, float bound) {
    for (int lane = 0; lane < 4; lane++) {
      symmetric(words[lane], lanes[lane], n);
      scale(lanes[lane], bound, n);
    }
  }

  @Override
  public void truncated(int n, Law.Truncated law) {
    for (int lane = 0; lane < 4; lane++) {
      float[] x = lanes[lane];
      symmetric(words[lane], x, n);
      scale(x, law.probability(), n);
      oneMinusSquare(x, h, n);
      ln(h, n);
      quantile(x, h, law.std(), law.limit(), n);
    }
  }

  private void boxMuller(int[] first, int[] second, float[] even, float[] odd, int n, float std) {
    halve(first, p, n);
    toFloat(p, h, n);
    unit(h, n);
    ln(h, n);
    radius(h, n);
    angleBits(second, p, n);
    toFloat(p, even, n);
    signBits(second, p, n);
    reinterpret(p, f, n);
    turn(h, f, even, odd, std, n);
  }

  private void symmetric(int[] word, float[] x, int n) {
    oddBits(word, p, n);
    toFloat(p, x, n);
    scale(x, 0x1p-24f, n);
  }

  /** x = (float) i, for any int: both halves are exact, so that only their sum rounds. */
  private void toFloat(int[] i, float[] x, int n) {
    halves(i, p, q, n);
    reinterpret(p, f, n);
    reinterpret(q, g, n);
    join(f, g, x, n);
  }

  private void ln(float[] x, int n) {
    asFloats.put(0, x, 0, n);
    asInts.get(0, p, 0, n);
    split(p, q, n);
    reinterpret(p, f, n);
    reinterpret(q, g, n);
    lnOfParts(f, g, x, n);
  }

  private void reinterpret(int[] bits, float[] x, int n) {
    asInts.put(0, bits, 0, n);
    asFloats.get(0, x, 0, n);
  }

  private static void halve(int[] word, int[] i, int n) {
    for (int j = 0; j < n; j++) {
      i[j] = word[j] >>> 1;
    }
  }

  private static void angleBits(int[] word, int[] i, int n) {
    for (int j = 0; j < n; j++) {
      i[j] = (word[j] << 1) | 1;
    }
  }

  private static void signBits(int[] word, int[] i, int n) {
    for (int j = 0; j < n; j++) {
      i[j] = (word[j] & 0x80000000) | 0x3F800000;
    }
  }

  private static void oddBits(int[] word, int[] i, int n) {
    for (int j = 0; j < n; j++) {
      i[j] = (word[j] >> 7) | 1;
    }
  }

  private static void halves(int[] i, int[] high, int[] low, int n) {
    for (int j = 0; j < n; j++) {
      int bits = i[j];
      low[j] = (bits & 0xFFFF) | UNSIGNED;
      high[j] = (bits >> 16) + BIASED;
    }
  }

  private static void join(float[] high, float[] low, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = (high[j] - BIAS) * 65536f + (low[j] - UNSIGNED_BIAS);
    }
  }

  private static void unit(float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = x[j] * 0x1p-31f + 0x1p-32f;
    }
  }

  private static void scale(float[] x, float factor, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = factor * x[j];
    }
  }

  private static void split(int[] bits, int[] exponent, int n) {
    for (int j = 0; j < n; j++) {
      int i = bits[j] - Approximation.SQRT_HALF_BITS;
      exponent[j] = (i >> 23) + BIASED;
      bits[j] = (i & Approximation.MANTISSA_MASK) + Approximation.SQRT_HALF_BITS;
    }
  }

  private static void lnOfParts(float[] mantissa, float[] exponent, float[] ln, int n) {
    for (int j = 0; j < n; j++) {
      ln[j] = Approximation.ln(mantissa[j], exponent[j] - BIAS);
    }
  }

  private static void radius(float[] ln, int n) {
    for (int j = 0; j < n; j++) {
      ln[j] = (float) Math.sqrt(-2 * ln[j]);
    }
  }

  private static void turn(
      float[] radius, float[] sign, float[] even, float[] odd, float std, int n) {
    for (int j = 0; j < n; j++) {
      float t = even[j] * 0x1p-31f;
      even[j] = std * (sign[j] * radius[j] * Approximation.cosine(t));
      odd[j] = std * (radius[j] * Approximation.sine(t));
    }
  }

  private static void oneMinusSquare(float[] x, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = (1 - x[j]) * (1 + x[j]);
    }
  }

  private static void quantile(float[] x, float[] ln, float std, float limit, int n) {
    for (int j = 0; j < n; j++) {
      float value = std * (x[j] * Approximation.quantileFactor(-ln[j]));
      x[j] = Math.max(-limit, Math.min(limit, value));
    }
  }
}
