// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param of the number of values that those counted are a sample of; null if all are counted
 */
public record Histogram(
    double low,
    double high,
    List<Long> counts,
    long below,
    long above,
    long zeros,
    @Nullable Long of) {

  /** An odd number, so that 0 lies in the middle of a bin. */
  private static final int BINS = 41;

  private static final int MIDDLE = BINS / 2;

  private static final double ROOT_MEAN_SQUARES = 4;

  /** 1.5 · 2⁵²: the last bits of a sum with it are the nearest integer. */
  private static final double ROUNDING = 0x1.8p52;

  /** So little below 1 that only rounding errors are as small: the ends belong to their bins. */
  private static final double INSIDE = 1 - 0x1p-40;

  /** Values that follow each other are counted apart: a count need not wait for the one before. */
  private static final int LANES = 4;

  public Histogram {
    counts = List.copyOf(counts);
  }

  /** A histogram of all values. */
  public Histogram(double low, double high, List<Long> counts, long below, long above, long zeros) {
    this(low, high, counts, below, above, zeros, null);
  }

  /** The histogram of some values. */
  public static Histogram of(float[] values) {
    double sum = sumOfSquares(values);
    return Double.isFinite(sum)
        ? counted(values, values.length == 0 ? 0 : Math.sqrt(sum / values.length))
        : ofFinite(values);
  }

  /** In double, the squares of floats are neither too large nor too small. */
  private static double sumOfSquares(float[] values) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i < values.length - 1; i += 2) {
      even += (double) values[i] * values[i];
      odd += (double) values[i + 1] * values[i + 1];
    }
    for (; i < values.length; i++) {
      even += (double) values[i] * values[i];
    }
    return even + odd;
  }

  /**
   * The histogram of a sample.
   *
   * @param values the sample
   * @param of the number of values that it was taken from
   * @param secondMoment the mean square of all of them
   */
  public static Histogram ofSample(float[] values, long of, double secondMoment) {
    Histogram histogram =
        Double.isFinite(secondMoment) ? counted(values, Math.sqrt(secondMoment)) : of(values);
    return of == values.length
        ? histogram
        : new Histogram(
            histogram.low,
            histogram.high,
            histogram.counts,
            histogram.below,
            histogram.above,
            histogram.zeros,
            of);
  }

  /** The histogram of values of which some are not finite. */
  private static Histogram ofFinite(float[] values) {
    float[] finite = new float[values.length];
    int count = 0;
    long below = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        finite[count++] = value;
      } else if (value < 0) {
        below++;
      }
    }
    Histogram histogram = of(Arrays.copyOf(finite, count));
    return new Histogram(
        histogram.low,
        histogram.high,
        histogram.counts,
        histogram.below + below,
        histogram.above + values.length - count - below,
        histogram.zeros);
  }

  private static Histogram counted(float[] values, double rootMeanSquare) {
    double end = ROOT_MEAN_SQUARES * rootMeanSquare;
    double scale = end == 0 ? 0 : BINS / (2 * end) * INSIDE;
    int[] places = new int[LANES * (BINS + 2)]; // of each lane: below, the bins, above
    int zeros = 0;
    int i = 0;
    for (; i < values.length - 3; i += LANES) {
      places[place(values[i], scale)]++;
      places[BINS + 2 + place(values[i + 1], scale)]++;
      places[2 * (BINS + 2) + place(values[i + 2], scale)]++;
      places[3 * (BINS + 2) + place(values[i + 3], scale)]++;
    }
    for (; i < values.length; i++) {
      places[place(values[i], scale)]++;
    }
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    List<Long> counts = new ArrayList<>(BINS);
    for (int bin = 1; bin <= BINS; bin++) {
      counts.add(count(places, bin));
    }
    return new Histogram(0 - end, end, counts, count(places, 0), count(places, BINS + 1), zeros);
  }

  /** 0 for a value below, 1 and on for one in a bin, the last number for one above. */
  private static int place(float value, double scale) {
    int fromMiddle = (int) Double.doubleToRawLongBits(value * scale + ROUNDING);
    return Math.max(0, Math.min(BINS + 1, fromMiddle + MIDDLE + 1));
  }

  private static long count(int[] places, int place) {
    long count = 0;
    for (int lane = 0; lane < LANES; lane++) {
      count += places[lane * (BINS + 2) + place];
    }
    return count;
  }

  /** The number of values counted. */
  public long size() {
    return counts.stream().mapToLong(Long::longValue).sum() + below + above;
  }

  /** The histogram of the same values times a positive factor. */
  public Histogram times(double factor) {
    return new Histogram(low * factor, high * factor, counts, below, above, zeros, of);
  }
}
