// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * The reference kernel, which defines each value, one at a time.
 *
 * <p>It also serves the first draws of a process, because its few small methods are compiled long
 * before the loops of {@link LoopKernel}.
 */
final class ScalarKernel implements Kernel {

  private final int[] word = new int[4];
  private Key key;
  private long counter;

  /**
   * Stores the arguments for later: the processor overlaps the integer operations of a counter's
   * words with the float operations of its values if they follow each other closely.
   */
  @Override
  public void words(Key key, long counter, int n) {
    this.key = key;
    this.counter = counter;
  }

  @Override
  public void normal(int n, float std, float[] out, int at) {
    for (int j = 0; j < n; j++) {
      normalBlock(j, std, out, at + j);
    }
  }

  /** The values of one counter; a separate method because methods are compiled before loops. */
  private void normalBlock(int j, float std, float[] out, int at) {
    encrypt(counter + j);
    normalPair(word[0], word[1], std, out, at);
    normalPair(word[2], word[3], std, out, at + 2 * WIDTH);
  }

  private static void normalPair(int first, int second, float std, float[] out, int at) {
    float radius = radius(first);
    out[at] = std * (radius * cosine(second));
    out[at + WIDTH] = std * (radius * sine(second));
  }

  @Override
  public void uniform(int n, float bound, float[] out, int at) {
    for (int j = 0; j < n; j++) {
      encrypt(counter + j);
      for (int w = 0; w < 4; w++) {
        out[at + w * WIDTH + j] = bound * symmetric(word[w]);
      }
    }
  }

  @Override
  public void truncated(
      int n, float std, float scale, float shift, float low, float high, float[] out, int at) {
    for (int j = 0; j < n; j++) {
      encrypt(counter + j);
      for (int w = 0; w < 4; w++) {
        float value = std * quantile(scale * symmetric(word[w]) + shift);
        out[at + w * WIDTH + j] = Math.max(low, Math.min(high, value));
      }
    }
  }

  /** The odd integer of 24 bits and a sign in the upper part of a word, divided by 2²⁴: exact. */
  private static float symmetric(int word) {
    return ((word >> 7) | 1) * 0x1p-24f;
  }

  /** √(-2 ln u) with u uniform on (0, 1], from 31 bits (Box and Muller 1958). */
  private static float radius(int word) {
    float u = (word >>> 1) * 0x1p-31f + 0x1p-32f;
    return (float) Math.sqrt(-2 * ln(u));
  }

  /** The cosine of an angle within ±π/2, from 31 bits, with a random sign from the other bit. */
  private static float cosine(int word) {
    float sign = word < 0 ? -1 : 1;
    return sign * Approximation.cosine(halfTurn(word));
  }

  private static float sine(int word) {
    return Approximation.sine(halfTurn(word));
  }

  /** An odd integer of 31 bits and a sign, rounded and divided by 2³¹. */
  private static float halfTurn(int word) {
    return ((word << 1) | 1) * 0x1p-31f;
  }

  private static float ln(float x) {
    int bits = Float.floatToRawIntBits(x) - Approximation.SQRT_HALF_BITS;
    float mantissa =
        Float.intBitsToFloat((bits & Approximation.MANTISSA_MASK) + Approximation.SQRT_HALF_BITS);
    return Approximation.ln(mantissa, bits >> 23);
  }

  /** The z₀ with P(|z| ≤ |z₀|) = |x| and the sign of x. */
  private static float quantile(float x) {
    return x * Approximation.quantileFactor(-ln((1 - x) * (1 + x)));
  }

  private void encrypt(long counter) {
    int k0 = key.k0();
    int k1 = key.k1();
    int k2 = key.k2();
    int k3 = key.k3();
    int k4 = key.parity();
    int x0 = (int) counter + k0;
    int x1 = (int) (counter >>> 32) + k1;
    int x2 = k2;
    int x3 = k3;
    for (int group = 1; group <= 5; group++) {
      boolean odd = group % 2 == 1;
      x0 += x1;
      x1 = Integer.rotateLeft(x1, odd ? 10 : 6) ^ x0;
      x2 += x3;
      x3 = Integer.rotateLeft(x3, odd ? 26 : 20) ^ x2;
      x0 += x3;
      x3 = Integer.rotateLeft(x3, odd ? 11 : 17) ^ x0;
      x2 += x1;
      x1 = Integer.rotateLeft(x1, odd ? 21 : 11) ^ x2;
      x0 += x1;
      x1 = Integer.rotateLeft(x1, odd ? 13 : 25) ^ x0;
      x2 += x3;
      x3 = Integer.rotateLeft(x3, odd ? 27 : 10) ^ x2;
      x0 += x3;
      x3 = Integer.rotateLeft(x3, odd ? 23 : 18) ^ x0;
      x2 += x1;
      x1 = Integer.rotateLeft(x1, odd ? 5 : 20) ^ x2;
      int oldest = k0; // the key schedule, rotated by one word
      k0 = k1;
      k1 = k2;
      k2 = k3;
      k3 = k4;
      k4 = oldest;
      x0 += k0;
      x1 += k1;
      x2 += k2;
      x3 += k3 + group;
    }
    word[0] = x0;
    word[1] = x1;
    word[2] = x2;
    word[3] = x3;
  }
}
