// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * The kernel for long runs: short loops over arrays that stay in the cache, each of which the
 * compiler vectorizes.
 *
 * <p>The limits of its vectorizer determine the steps. It vectorizes no loop with two long results,
 * so sines and cosines have separate loops. It vectorizes no loop with {@code intBitsToFloat}, so
 * bits are reinterpreted by bulk copies through memory that is viewed as ints and as floats. It
 * vectorizes {@code (float) int}, but not on JDK 17, so that conversion has a loop of its own.
 */
final class LoopKernel implements Kernel {

  private static final int BIASED = 0x4B400000; // the float 1.5·2²³, whose last bit counts ones
  private static final float BIAS = 12582912f;
  private static final int ONE = 0x3F800000; // the float 1

  /**
   * Padding that prevents arrays from being 4096 bytes apart, where a processor mistakes a load
   * from one for a store to the other and waits.
   */
  private static final int PADDING = 108;

  private static final int LENGTH = WIDTH + PADDING;

  private final int[][] words = new int[4][LENGTH];
  private final int[] p = new int[LENGTH];
  private final int[] q = new int[LENGTH];
  private final float[] f = new float[LENGTH];
  private final float[] g = new float[LENGTH];
  private final float[] h = new float[LENGTH];

  /** Intermediate results, because loops that store at an offset are not vectorized. */
  private final float[] x = new float[LENGTH];

  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  LoopKernel() {
    ByteBuffer memory = ByteBuffer.allocate(Integer.BYTES * WIDTH).order(ByteOrder.nativeOrder());
    asInts = memory.asIntBuffer();
    asFloats = memory.asFloatBuffer();
  }

  @Override
  public void words(Key key, long counter, int n) {
    Threefry.encrypt(key, counter, words[0], words[1], words[2], words[3], n);
  }

  @Override
  public void normal(int n, float std, float[] out, int at) {
    boxMuller(words[0], words[1], n, std, out, at);
    boxMuller(words[2], words[3], n, std, out, at + 2 * WIDTH);
  }

  @Override
  public void uniform(int n, float bound, float[] out, int at) {
    for (int w = 0; w < 4; w++) {
      oddIntegers(words[w], p, n);
      toFloats(p, f, n);
      symmetric(f, x, bound, n);
      System.arraycopy(x, 0, out, at + w * WIDTH, n);
    }
  }

  @Override
  public void truncated(
      int n, float std, float scale, float shift, float low, float high, float[] out, int at) {
    for (int w = 0; w < 4; w++) {
      oddIntegers(words[w], p, n);
      toFloats(p, f, n);
      symmetric(f, x, scale, shift, n);
      oneMinusSquare(x, h, n);
      splitFloats(h, n);
      minusLn(f, g, h, n);
      quantile(x, h, std, n);
      clip(x, low, high, n);
      System.arraycopy(x, 0, out, at + w * WIDTH, n);
    }
  }

  private void boxMuller(int[] first, int[] second, int n, float std, float[] out, int at) {
    halves(first, p, n);
    toFloats(p, f, n);
    unit(f, h, n);
    splitFloats(h, n);
    radius(f, g, h, n);
    angle(second, p, q, n);
    toFloats(p, f, n);
    reinterpret(q, g, n);
    cosine(h, g, f, x, std, n);
    System.arraycopy(x, 0, out, at, n);
    sine(h, f, x, std, n);
    System.arraycopy(x, 0, out, at + WIDTH, n);
  }

  /** Splits floats into mantissas from √½ to √2, stored in f, and biased exponents, stored in g. */
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

  private static void halves(int[] word, int[] half, int n) {
    for (int j = 0; j < n; j++) {
      half[j] = word[j] >>> 1;
    }
  }

  private static void angle(int[] word, int[] odd, int[] sign, int n) {
    for (int j = 0; j < n; j++) {
      odd[j] = (word[j] << 1) | 1;
      sign[j] = (word[j] & 0x80000000) | ONE;
    }
  }

  private static void oddIntegers(int[] word, int[] odd, int n) {
    for (int j = 0; j < n; j++) {
      odd[j] = (word[j] >> 7) | 1;
    }
  }

  private static void toFloats(int[] i, float[] x, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = (float) i[j];
    }
  }

  private static void unit(float[] i, float[] u, int n) {
    for (int j = 0; j < n; j++) {
      u[j] = i[j] * 0x1p-31f + 0x1p-32f;
    }
  }

  private static void symmetric(float[] i, float[] x, float scale, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = scale * (i[j] * 0x1p-24f);
    }
  }

  private static void symmetric(float[] i, float[] x, float scale, float shift, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = scale * (i[j] * 0x1p-24f) + shift;
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

  private static void cosine(
      float[] radius, float[] sign, float[] angle, float[] x, float std, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = std * (sign[j] * radius[j] * Approximation.cosine(angle[j] * 0x1p-31f));
    }
  }

  private static void sine(float[] radius, float[] angle, float[] x, float std, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = std * (radius[j] * Approximation.sine(angle[j] * 0x1p-31f));
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

  private static void quantile(float[] x, float[] w, float std, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = std * (x[j] * Approximation.quantileFactor(w[j]));
    }
  }

  private static void clip(float[] x, float low, float high, int n) {
    for (int j = 0; j < n; j++) {
      x[j] = Math.max(low, Math.min(high, x[j]));
    }
  }
}
