// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * The mathematics of a fill, for implementers: draws for a run of counters. An instance belongs to
 * one thread at a time.
 *
 * <p>All implementations give the same bits, those of the scalar kernel; they differ in speed. An
 * implementation in another module is found by {@link java.util.ServiceLoader} as a {@link
 * Factory}. Long fills use it if its draws in a self-test are the scalar kernel's bit for bit and
 * it is not slower than the loops that they would use otherwise.
 */
public interface Kernel {

  /**
   * Counters of a tile, the most of one run: the values of one of a tile's four words lie next to
   * each other, and those of the next word behind them.
   */
  int WIDTH = 512;

  /**
   * Draws the four words of n counters, which {@link #normal}, {@link #uniform} and {@link
   * #truncated} then turn into values: the Threefry4x32-20 encryption of (low word of the counter,
   * its high word, 0, 0).
   *
   * @param key the cipher's key
   * @param counter the first counter; the high words of all n are the same
   * @param n number of counters, at most {@link #WIDTH}
   */
  void words(Key key, long counter, int n);

  /**
   * Turns the words into N(0, std²), two words into two values each. The value of word w of counter
   * j goes to {@code out[at + w·WIDTH + j]}; this and the other methods may also write to the
   * places after the n of a word, but not to those of the next.
   *
   * @param n number of counters
   * @param std standard deviation
   * @param out where to
   * @param at place of the first value
   */
  void normal(int n, float std, float[] out, int at);

  /**
   * Turns the words into values uniform on (-bound, bound), each word into one: {@code bound·s},
   * where s is {@code (word >> 7 | 1)·2⁻²⁴}.
   *
   * @param n number of counters
   * @param bound end of the interval
   * @param out where to
   * @param at place of the first value
   */
  void uniform(int n, float bound, float[] out, int at);

  /**
   * Turns the words into truncated normals, each word into one: {@code std·z}, at least low and at
   * most high, where z has {@code P(|Z| ≤ |z|) = |x|} and the sign of x for {@code x = scale·s +
   * shift}, and s is that of {@link #uniform}.
   *
   * @param n number of counters
   * @param std standard deviation of the parent distribution
   * @param scale half of {@code P(a ≤ |Z| ≤ b)}, with signs, between the bounds a and b of z
   * @param shift the middle between the two
   * @param low least value; -0 for 0, so that no zero is below it
   * @param high greatest value; no -0
   * @param out where to
   * @param at place of the first value
   */
  void truncated(
      int n, float std, float scale, float shift, float low, float high, float[] out, int at);

  /** A way to make kernels of one kind. */
  interface Factory {

    /** What the kind is called, such as {@code vector}. */
    String name();

    /** A new kernel. */
    Kernel create();
  }
}
