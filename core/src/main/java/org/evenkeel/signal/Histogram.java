// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.Arrays;
import java.util.List;

/**
 * A histogram: counts over bins of equal width from {@code low} to {@code high}, symmetric about 0.
 * The range is 4 times the root mean square of the finite values to either side, so that of a
 * normal distribution 6 values in 100,000 lie beyond.
 *
 * @param low where the first bin begins; 0 as {@code high} if all finite values are 0
 * @param high where the last bin ends; it belongs to that bin
 * @param counts the number of values in each bin
 * @param below the number of values below the first bin, including −∞
 * @param above the number of values above the last bin, including +∞ and NaN
 * @param zeros the number of values that are exactly 0; they are counted in their bin as well
 */
public record Histogram(
    double low, double high, List<Long> counts, long below, long above, long zeros) {

  /** An odd number, so that 0 lies in the middle of a bin. */
  private static final int BINS = 41;

  private static final double ROOT_MEAN_SQUARES = 4;

  public Histogram {
    counts = List.copyOf(counts);
  }

  /** The histogram of some values. */
  public static Histogram of(float[] values) {
    double sum = 0;
    long finite = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        sum +=
            (double) value * value; // of two floats: neither too large nor too small for a double
        finite++;
      }
    }
    double end = finite == 0 ? 0 : ROOT_MEAN_SQUARES * Math.sqrt(sum / finite);
    long[] counts = new long[BINS];
    long below = 0;
    long above = 0;
    long zeros = 0;
    for (float value : values) {
      if (value == 0) {
        zeros++;
      }
      if (value < -end) {
        below++;
      } else if (!(value <= end)) {
        above++;
      } else {
        double place = end == 0 ? 0.5 : (value / end + 1) / 2;
        counts[(int) Math.min(BINS - 1.0, place * BINS)]++;
      }
    }
    List<Long> list = Arrays.stream(counts).boxed().toList();
    return new Histogram(0 - end, end, list, below, above, zeros);
  }

  /** The number of values. */
  public long size() {
    return counts.stream().mapToLong(Long::longValue).sum() + below + above;
  }

  /** The histogram of the same values times a positive factor. */
  public Histogram times(double factor) {
    return new Histogram(low * factor, high * factor, counts, below, above, zeros);
  }
}
