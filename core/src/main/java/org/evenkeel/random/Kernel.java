// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

/**
 * The computation of values from a run of counters, an interface for implementers. An instance is
 * used by one thread at a time.
 *
 * <p>All implementations give the bits of the scalar kernel and differ only in speed. An
 * implementation in another module is found by {@link java.util.ServiceLoader} as a {@link
 * Factory}. Long fills use it if a self-test gives the scalar kernel's bits and it is not slower
 * than the kernel in use.
 */
public interface Kernel {

  /**
   * Number of counters in a tile, the maximum for one run. A tile holds the values of the first
   * word of all its counters, then those of the second, third and fourth word.
   */
  int WIDTH = 512;

  /**
   * Draws the four words of n counters, from which {@link #normal}, {@link #uniform} and {@link
   * #truncated} then compute values: the Threefry4x32-20 encryption of (low word of the counter,
   * its high word, 0, 0).
   *
   * @param key the cipher's key
   * @param counter the first counter; the high words of all n are the same
   * @param n number of counters, at most {@link #WIDTH}
   */
  void words(Key key, long counter, int n);

  /**
   * Computes values of N(0, std²), two from each pair of words. The value of word w of counter j is
   * stored at {@code out[at + w·WIDTH + j]}. This and the other methods may also write to the
   * elements after the n of a word, but not to those of the next word.
   */
  void normal(int n, float std, float[] out, int at);

  /**
   * Computes uniform values on (-bound, bound), one from each word: {@code bound·s}, where s is
   * {@code (word >> 7 | 1)·2⁻²⁴}.
   */
  void uniform(int n, float bound, float[] out, int at);

  /**
   * Computes truncated normals, one from each word: {@code std·z}, clipped to [low, high], where z
   * has {@code P(|Z| ≤ |z|) = |x|} and the sign of x for {@code x = scale·s + shift}, and s is that
   * of {@link #uniform}.
   *
   * @param std standard deviation of the parent distribution
   * @param scale half of {@code P(a ≤ |Z| ≤ b)}, signed, between the bounds a and b of z
   * @param shift the midpoint of the two
   * @param low least value; -0 instead of 0, so that no zero is below it
   * @param high greatest value; 0 instead of -0
   */
  void truncated(
      int n, float std, float scale, float shift, float low, float high, float[] out, int at);

  /** A factory of kernels of one kind. */
  interface Factory {

    /** The name of the kind, such as {@code vector}. */
    String name();

    /** A new kernel. */
    Kernel create();
  }
}
