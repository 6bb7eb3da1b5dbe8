// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.nio.FloatBuffer;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fills of memory with random floats.
 *
 * <p>Each fill writes the values of indices {@code from, from + 1, …} of its key's sequence to the
 * remaining elements of a buffer, on the heap or not, and moves the buffer's position to its limit.
 * Long fills use all threads of the common pool. Neither that nor the slice asked for changes a bit
 * of any value.
 *
 * <p>Every fill throws {@link IllegalArgumentException} if the index is negative or above 2⁶², and
 * {@link java.nio.ReadOnlyBufferException} if the buffer cannot be written.
 */
public final class RandomFill {

  private static final int TILE = 4 * Kernel.CAPACITY;

  /** Values below which a second thread costs more than it gives. */
  private static final int SERIAL = 128 * TILE;

  /** The highest index to begin at: counters and indices stay far from overflow. */
  private static final long LAST = 1L << 62;

  /** Values after which the loops' slow first runs, before they are compiled, have paid off. */
  private static final long PAYS_OFF = 1L << 24;

  /** Values asked for in this process; decides which kernel draws, never what it draws. */
  private static final AtomicLong ASKED_FOR = new AtomicLong();

  private RandomFill() {}

  /**
   * Draws from the normal distribution N(0, std²) by Box and Muller's method: {@code std·√(-2 ln
   * u)·cos θ} and {@code std·√(-2 ln u)·sin θ}, u from 31 bits, θ from 32; |x| ≤ 6.67 std.
   *
   * @param key the sequence
   * @param from index of the first value
   * @param out the memory to fill
   * @param std standard deviation, at least 0
   * @throws IllegalArgumentException if std is negative or not finite
   */
  public static void normal(Key key, long from, FloatBuffer out, float std) {
    fill(key, from, out, new Law.Normal(std));
  }

  /**
   * Draws from the uniform distribution on the open interval (-bound, bound): an odd integer of 24
   * bits and a sign, divided by 2²⁴, times the bound; its variance is bound²/3.
   *
   * @param key the sequence
   * @param from index of the first value
   * @param out the memory to fill
   * @param bound end of the interval, at least 0
   * @throws IllegalArgumentException if the bound is negative or not finite
   */
  public static void uniform(Key key, long from, FloatBuffer out, float bound) {
    fill(key, from, out, new Law.Uniform(bound));
  }

  /**
   * Draws from N(0, std²) conditioned on |x| ≤ bound·std, by the quantile of a uniform number of 24
   * bits; no value lies beyond bound·std. The variance is std² times the share that {@code E[z²;
   * |z| ≤ bound]} is of {@code P(|z| ≤ bound)}.
   *
   * @param key the sequence
   * @param from index of the first value
   * @param out the memory to fill
   * @param std standard deviation of the parent distribution, at least 0
   * @param bound where to truncate, in units of std, within (0, 4]
   * @throws IllegalArgumentException if std is negative or not finite or the bound is out of range
   */
  public static void truncatedNormal(Key key, long from, FloatBuffer out, float std, double bound) {
    fill(key, from, out, Law.Truncated.of(std, bound));
  }

  public static void truncatedNormal(
      Key key, long from, FloatBuffer out, float std, double low, double high) {
    if (low != -high) throw new IllegalArgumentException("interim");
    fill(key, from, out, Law.Truncated.of(std, high));
  }

  private static void fill(Key key, long from, FloatBuffer out, Law law) {
    if (from < 0 || from > LAST) {
      throw new IllegalArgumentException(
          "an index must lie within [0, 2^62]: " + from + "; count from the first value");
    }
    if (!out.hasRemaining()) {
      return;
    }
    boolean loops = ASKED_FOR.addAndGet(out.remaining()) > PAYS_OFF;
    Fill fill = new Fill(key, from, out.slice(), law, loops);
    if (out.remaining() < 2 * SERIAL) {
      fill.compute();
    } else {
      fill.invoke();
    }
    out.position(out.limit());
  }

  /** The fill of one slice, halved until its parts are short. */
  @SuppressWarnings("serial") // a task that is never written to a stream
  private static final class Fill extends RecursiveAction {

    private final Key key;
    private final long from;
    private final FloatBuffer out;
    private final Law law;
    private final boolean loops;

    Fill(Key key, long from, FloatBuffer out, Law law, boolean loops) {
      this.key = key;
      this.from = from;
      this.out = out;
      this.law = law;
      this.loops = loops;
    }

    @Override
    protected void compute() {
      int size = out.capacity();
      if (size < 2 * SERIAL) {
        fillTiles();
        return;
      }
      int half = size / 2 / TILE * TILE;
      invokeAll(
          new Fill(key, from, out.slice(0, half), law, loops),
          new Fill(key, from + half, out.slice(half, size - half), law, loops));
    }

    private void fillTiles() {
      long to = from + out.capacity();
      boolean oneLane = from / Kernel.CAPACITY == (to - 1) / Kernel.CAPACITY;
      int n = oneLane ? out.capacity() : Kernel.CAPACITY;
      Kernel kernel = loops ? new LoopKernel(n) : new ScalarKernel(n);
      for (long tile = from / TILE; tile * TILE < to; tile++) {
        long start = tile * TILE;
        int low = (int) Math.max(0, from - start);
        int high = (int) Math.min(TILE, to - start);
        fillTile(kernel, tile, low, high, (int) (start - from));
      }
    }

    /** Writes values low … high-1 of a tile whose first value belongs at the given place of out. */
    private void fillTile(Kernel kernel, long tile, int low, int high, int place) {
      int width = Kernel.CAPACITY;
      boolean oneLane = low / width == (high - 1) / width;
      int first = oneLane ? low % width : 0;
      int n = oneLane ? high - low : width;
      kernel.words(key, tile * width + first, n);
      law.apply(kernel, n);
      for (int lane = low / width; lane * width < high; lane++) {
        int base = lane * width + first;
        int start = Math.max(low, base);
        int end = Math.min(high, base + n);
        out.put(place + start, kernel.lane(lane), start - base, end - start);
      }
    }
  }
}
