// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.FloatValues;

/**
 * Order statistics of some of a tensor's values: all of them up to {@value #MOST}, beyond that runs
 * at equal distances. Values that are drawn independently have the distribution of the whole in any
 * such subset.
 */
final class Sample {

  /** The most values. */
  static final int MOST = 1 << 18;

  private static final int RUN = 64;
  private static final int POINTS = 512;

  private final float[] values;
  private final boolean[] taken;
  private final long stride;

  Sample(long count) {
    stride = (count + MOST - 1) / MOST;
    values = new float[(int) Math.min(MOST, stride == 1 ? count : MOST)];
    taken = new boolean[(values.length + RUN - 1) / RUN];
  }

  /** Takes those of a run's values that belong to the sample; from is a multiple of 64. */
  void take(DType dtype, ByteBuffer bytes, long from, int count) {
    int[] bits = new int[RUN];
    short[] words = new short[RUN];
    byte[] small = new byte[RUN];
    long step = RUN * stride;
    for (long at = (from + step - 1) / step * step; at < from + count; at += step) {
      int place = (int) (at / step);
      int n = (int) Math.min(RUN, Math.min(from + count - at, values.length - (long) place * RUN));
      if (n <= 0) {
        return;
      }
      if (FloatValues.holds(dtype)) {
        FloatValues.bits(dtype, bytes, (int) (at - from), n, bits, words, small);
        for (int i = 0; i < n; i++) {
          values[place * RUN + i] = Float.intBitsToFloat(bits[i]);
        }
      } else {
        for (int i = 0; i < n; i++) {
          values[place * RUN + i] = (float) Decoder.wide(dtype, bytes, (int) (at - from) + i);
        }
      }
      // Runs of a sample are filled from their beginning.
      Arrays.fill(values, place * RUN + n, Math.min(values.length, (place + 1) * RUN), Float.NaN);
      taken[place] = true;
    }
  }

  /** A point of the sample with the numbers of values below it and up to it. */
  record Point(double value, int below, int upTo) {}

  /**
   * What is kept of a sample.
   *
   * @param count the number of finite values
   * @param kurtosis E[w⁴]/E[w²]²
   */
  record Order(int count, double kurtosis, List<Point> points) {

    /** Copies the points. */
    Order {
      points = List.copyOf(points);
    }
  }

  /** At most 512 points at equal ranks. */
  Order order() {
    int count = 0;
    double two = 0;
    double four = 0;
    for (int i = 0; i < values.length; i++) {
      if (taken[i / RUN] && Float.isFinite(values[i])) {
        double square = (double) values[i] * values[i];
        two += square;
        four += square * square;
        values[count++] = values[i] + 0f; // one zero
      }
    }
    Arrays.sort(values, 0, count);
    List<Point> points = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < POINTS && at < count; i++) {
      int wanted = Math.max(at, (int) ((long) i * count / POINTS));
      float value = values[wanted];
      int below = first(at, wanted, value);
      int end = wanted + 1;
      while (end < count && values[end] == value) {
        end++;
      }
      points.add(new Point(value, below, end));
      at = end;
    }
    return new Order(count, count * four / (two * two), points);
  }

  /** The first place of a value between two places of the sorted values. */
  private int first(int from, int to, float value) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
