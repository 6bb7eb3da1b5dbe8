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

  private final int[][] words;
  private final float[][] lanes;
  private final int[] p;
  private final int[] q;
  private final float[] f;
  private final float[] g;
  private final float[] h;
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  /**
   * A kernel for runs of up to n counters.
   *
   * @param n number of counters
   */
  LoopKernel(int n) {
    words = new int[4][n];
    lanes = new float[4][n];
    p = new int[n];
    q = new int[n];
    f = new float[n];
    g = new float[n];
    h = new float[n];
    ByteBuffer memory = ByteBuffer.allocate(Integer.BYTES * n).order(ByteOrder.nativeOrder());
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
      splitFloats(h, n);
      minusLn(f, g, h, n);
      quantile(x, h, law.std(), law.limit(), n);
    }
  }

  private void boxMuller(int[] first, int[] second, float[] even, float[] odd, int n, float std) {
    unitHalves(first, p, q, n);
    reinterpret(p, f, n);
    reinterpret(q, g, n);
    unit(f, g, h, n);
    splitFloats(h, n);
    radius(f, g, h, n);
    turnHalves(second, p, q, n);
    reinterpret(p, f, n);
    reinterpret(q, g, n);
    halfTurn(f, g, even, n);
    signBits(second, p, n);
    reinterpret(p, f, n);
    turn(h, f, even, odd, std, n);
  }

  private void symmetric(int[] word, float[] x, int n) {
    oddHalves(word, p, q, n);
    reinterpret(p, f, n);
    reinterpret(q, g, n);
    symmetric(f, g, x, n);
  }

  /** Takes floats apart: mantissas from √½ to √2 go to f, exponents, biased, to g. */
  private void splitFloats(float[] x, int n) {
    asFloats.put(0, x, 0, n);
    asInts.get(0, p, 0, n);
    split(p, q, n);
    reinterpret(p, f, n);
    reinterpret(q, g, n);
  }

  private void reinterpret(int[] bits, float[] x, int n) {
    asInts.put(0, bits, 0, n);
    asFloats.get(0, x, 0, n);
  }

  // From here on: (float) i for any int i is the sum of its halves as floats. Both are exact, so
  // that only their sum rounds.

  private static float join(float high, float low) {
    return (high - BIAS) * 65536f + (low - UNSIGNED_BIAS);
  }

  private static void unitHalves(int[] word, int[] high, int[] low, int n) {
    for (int j = 0; j < n; j++) {
      int i = word[j] >>> 1;
      high[j] = (i >> 16) + BIASED;
      low[j] = (i & 0xFFFF) | UNSIGNED;
    }
  }

  private static void turnHalves(int[] word, int[] high, int[] low, int n) {
    for (int j = 0; j < n; j++) {
      int i = (word[j] << 1) | 1;
      high[j] = (i >> 16) + BIASED;
      low[j] = (i & 0xFFFF) | UNSIGNED;
    }
  }

  private static void oddHalves(int[] word, int[] high, int[] low, int n) {
    for (int j = 0; j < n; j++) {
      int i = (word[j] >> 7) | 1;
      high[j] = (i >> 16) + BIASED;
      low[j] = (i & 0xFFFF) | UNSIGNED;
    }
  }

  private static void unit(float[] high, float[] low, float[] u, int n) {
    for (int j = 0; j < n; j++) {
      u[j] = join(high[j], low[j]) * 0x1p-31f + 0x1p-32f;
    }
  }

  private static void halfTurn(float[] high, float[] low, float[] t, int n) {
    for (int j = 0; j < n; j++) {
      t[j] = join(high[j], low[j]) * 0x1p-31f;
    }
  }

  private static void symmetric(float[] high, float[] low, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = join(high[j], low[j]) * 0x1p-24f;
    }
  }

  private static void signBits(int[] word, int[] bits, int n) {
    for (int j = 0; j < n; j++) {
      bits[j] = (word[j] & 0x80000000) | 0x3F800000;
    }
  }

  private static void split(int[] bits, int[] exponent, int n) {
    for (int j = 0; j < n; j++) {
      int i = bits[j] - Approximation.SQRT_HALF_BITS;
      exponent[j] = (i >> 23) + BIASED;
      bits[j] = (i & Approximation.MANTISSA_MASK) + Approximation.SQRT_HALF_BITS;
    }
  }

  private static void radius(float[] mantissa, float[] exponent, float[] radius, int n) {
    for (int j = 0; j < n; j++) {
      radius[j] = (float) Math.sqrt(-2 * Approximation.ln(mantissa[j], exponent[j] - BIAS));
    }
  }

  private static void turn(
      float[] radius, float[] sign, float[] even, float[] odd, float std, int n) {
    for (int j = 0; j < n; j++) {
      float t = even[j];
      even[j] = std * (sign[j] * radius[j] * Approximation.cosine(t));
      odd[j] = std * (radius[j] * Approximation.sine(t));
    }
  }

  private static void scale(float[] x, float factor, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = factor * x[j];
    }
  }

  private static void oneMinusSquare(float[] x, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] = (1 - x[j]) * (1 + x[j]);
    }
  }

  private static void minusLn(float[] mantissa, float[] exponent, float[] w, int n) {
    for (int j = 0; j < n; j++) {
      w[j] = -Approximation.ln(mantissa[j], exponent[j] - BIAS);
    }
  }

  private static void quantile(float[] x, float[] w, float std, float limit, int n) {
    for (int j = 0; j < n; j++) {
      float value = std * (x[j] * Approximation.quantileFactor(w[j]));
      x[j] = Math.max(-limit, Math.min(limit, value));
    }
  }
}
