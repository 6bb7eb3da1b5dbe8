// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fills of memory with random floats.
 *
 * <p>Each fill writes the values at indices {@code from, from + 1, …} of its key's sequence to the
 * remaining elements of a heap or direct buffer, and moves the buffer's position to its limit. Long
 * fills use all threads of the common pool. Values do not depend on that, nor on the slice that is
 * drawn.
 *
 * <p>Every fill throws {@link IllegalArgumentException} if the index is negative or above 2⁶², or a
 * standard deviation or bound of a uniform is negative or not finite, and {@link
 * java.nio.ReadOnlyBufferException} if the buffer cannot be written.
 */
public final class RandomFill {

  private static final int WIDTH = Kernel.WIDTH;

  private static final int TILE = 4 * WIDTH;

  /** Number of values that amortizes a second thread even in the first draw of a process. */
  private static final int SERIAL = 512 * TILE;

  /**
   * Number of values that the scalar kernel draws before classes of other kernels are loaded: their
   * slow first runs are amortized by then.
   */
  private static final long FIRST = 1L << 24;

  private static final boolean KERNEL_IS_FIXED = System.getProperty(KernelChoice.PROPERTY) != null;

  private static final AtomicLong REQUESTED = new AtomicLong();

  /** The highest first index, with which counters and indices do not overflow. */
  private static final long LAST = 1L << 62;

  private RandomFill() {}

  /**
   * Draws from the normal distribution N(0, std²) by Box and Muller's method: {@code std·√(-2 ln
   * u)·cos θ} and {@code std·√(-2 ln u)·sin θ}, u from 31 bits, θ from 32; |x| ≤ 6.67 std.
   */
  public static void normal(Key key, long from, FloatBuffer out, float std) {
    fill(key, from, out, new Law.Normal(std));
  }

  /**
   * Draws from the uniform distribution on the open interval (-bound, bound): an odd integer of 24
   * bits and a sign, divided by 2²⁴, times the bound; its variance is bound²/3.
   *
   * @param bound end of the interval, at least 0
   */
  public static void uniform(Key key, long from, FloatBuffer out, float bound) {
    fill(key, from, out, new Law.Uniform(bound));
  }

  /**
   * Draws from the uniform distribution between two ends: the {@linkplain #uniform(Key, long,
   * FloatBuffer, float) symmetric one}, moved by the midpoint.
   *
   * @param low lower end, below the other
   */
  public static void uniform(Key key, long from, FloatBuffer out, double low, double high) {
    Formula.Interval.of(low, high).fill(key, from, out);
  }

  /**
   * Draws from N(0, std²), the parent, conditioned on |x| ≤ bound·std, by the quantile of a uniform
   * number of 24 bits; no value lies beyond bound·std. The variance is std² times the share that
   * {@code E[z²; |z| ≤ bound]} is of {@code P(|z| ≤ bound)}.
   *
   * @param bound where to truncate, in units of std, within (0, 4]
   * @throws IllegalArgumentException if the bound is out of range
   */
  public static void truncatedNormal(Key key, long from, FloatBuffer out, float std, double bound) {
    if (!(bound > 0 && bound <= Law.Truncated.FARTHEST)) {
      throw new IllegalArgumentException(
          "a truncation bound must lie within (0, 4] standard deviations: %s; beyond 4 draw from the whole normal distribution"
              .formatted(bound));
    }
    fill(key, from, out, Law.truncated(std, -bound, bound));
  }

  /**
   * Draws from N(0, std²) conditioned on low·std ≤ x ≤ high·std, by the quantile of a uniform
   * number; no value lies beyond the bounds. If both bounds lie within [-4, 4] and some of what is
   * between them within [-2, 2], the number has 24 bits and a sign, and the values of symmetric
   * bounds are those of {@link #truncatedNormal(Key, long, FloatBuffer, float, double)}. Otherwise
   * it has 53 bits and the quantile is computed in double precision, right in the far tails too but
   * many times slower.
   *
   * @param low lower bound, in units of std; may be infinite
   * @param high upper bound, in units of std; may be infinite
   * @throws IllegalArgumentException if low is not below high, or if less than the probability
   *     2⁻¹⁰²² or no float is left between them
   */
  public static void truncatedNormal(
      Key key, long from, FloatBuffer out, float std, double low, double high) {
    fill(key, from, out, Law.truncated(std, low, high));
  }

  /**
   * The name of the kernel that now draws normals: {@code scalar} at first, {@code plain} once many
   * values have been requested, and then {@code vector} if the Vector API and Evenkeel's module for
   * it are present and not slower. All give the same bits. The system property {@code
   * evenkeel.kernel} fixes it to one of these names.
   */
  public static String kernel() {
    return new Law.Normal(1).kernels().pool().name();
  }

  static void fill(Key key, long from, FloatBuffer out, Law law) {
    if (from < 0 || from > LAST) {
      throw new IllegalArgumentException(
          "an index must lie within [0, 2^62]: " + from + "; count from the first value");
    }
    if (!out.hasRemaining()) {
      return;
    }
    boolean first = REQUESTED.addAndGet(out.remaining()) <= FIRST && !KERNEL_IS_FIXED;
    if (!first) {
      law.kernels().request(out.remaining());
    }
    if (out.remaining() < 2 * SERIAL) {
      fillSerially(key, from, out.slice(), law, first);
    } else {
      int begin = out.position();
      Parallel.forEach(
          out.remaining() / SERIAL,
          part -> {
            int low = begin + part * SERIAL;
            boolean last = out.limit() - low < 2 * SERIAL;
            FloatBuffer slice = out.duplicate();
            slice.position(low).limit(last ? out.limit() : low + SERIAL);
            fillSerially(key, from + low - begin, slice.slice(), law, first);
          });
    }
    out.position(out.limit());
  }

  private static void fillSerially(Key key, long from, FloatBuffer out, Law law, boolean first) {
    if (first) {
      fillTiles(new ScalarKernel(), key, from, out, law);
      return;
    }
    KernelChoice.Pool kernels = law.kernels().pool();
    Kernel kernel = kernels.take();
    fillTiles(kernel, key, from, out, law);
    kernels.giveBack(kernel);
  }

  private static void fillTiles(Kernel kernel, Key key, long from, FloatBuffer out, Law law) {
    long to = from + out.capacity();
    float[] values = new float[TILE];
    for (long tile = from / TILE; tile * TILE < to; tile++) {
      long start = tile * TILE;
      int low = (int) Math.max(0, from - start);
      int high = (int) Math.min(TILE, to - start);
      int place = (int) (start + low - from);
      if (out.hasArray() && high - low == TILE) {
        law.draw(kernel, key, tile * WIDTH, WIDTH, out.array(), out.arrayOffset() + place);
        continue;
      }
      // Within the values of one word, no more counters are drawn than there are values.
      boolean oneWord = low / WIDTH == (high - 1) / WIDTH;
      int begin = oneWord ? low % WIDTH : 0;
      int n = oneWord ? high - low : WIDTH;
      law.draw(kernel, key, tile * WIDTH + begin, n, values, 0);
      out.put(place, values, low - begin, high - low);
    }
  }
}
