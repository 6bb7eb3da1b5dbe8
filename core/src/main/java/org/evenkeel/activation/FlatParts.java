// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.evenkeel.gaussian.NormalDistribution;

/**
 * The intervals in which an activation is flat, as the floats at which they begin and end. They are
 * computed once for an activation, so that f' need not be evaluated for each value of a layer.
 *
 * <p>The search uses a grid of 16 floats per octave from 2^-30 to 2^30 on both sides; ends between
 * neighboring points of the grid are exact to the last bit.
 */
public final class FlatParts {

  /** A slope below this share of that at 0 counts as saturated; tanh has it beyond ±0.97. */
  private static final double SATURATED = 0.06;

  /** The distance from 0 at which a side is off or not. */
  private static final double NEXT = 0x1p-6;

  private static final int OCTAVES = 30;
  private static final int STEPS = 16;

  private final boolean beginsFlat;

  /** The floats at which intervals begin or end, in order. */
  private final float[] changes;

  private FlatParts(boolean beginsFlat, float[] changes) {
    this.beginsFlat = beginsFlat;
    this.changes = changes;
  }

  /** The intervals in which the slope is 0, so that no gradient passes. */
  public static FlatParts dead(Activation activation) {
    return where(x -> activation.derivative(x) == 0);
  }

  /**
   * The intervals in which the slope is small compared with that at 0. A side on which it is 0 from
   * 0 on, as that of ReLU6, is off by design at any scale, and not saturated.
   */
  public static FlatParts saturated(Activation activation) {
    double left = activation.derivative(-NEXT);
    double right = activation.derivative(NEXT);
    double limit = SATURATED * activation.derivative(0);
    return where(x -> Math.abs(activation.derivative(x)) < limit && (x <= 0 ? left : right) != 0);
  }

  private static FlatParts where(DoublePredicate flat) {
    float[] grid = grid();
    boolean beginsFlat = flat.test(grid[0]);
    float[] changes = new float[grid.length];
    int count = 0;
    boolean before = beginsFlat;
    for (int i = 1; i < grid.length; i++) {
      boolean here = flat.test(grid[i]);
      if (here != before) {
        changes[count++] = change(flat, grid[i - 1], grid[i], here);
        before = here;
      }
    }
    return new FlatParts(beginsFlat, Arrays.copyOf(changes, count));
  }

  private static float[] grid() {
    int half = 2 * OCTAVES * STEPS + 1;
    float[] grid = new float[2 * half + 1];
    for (int i = 0; i < half; i++) {
      int octave = i / STEPS - OCTAVES;
      float x = Math.scalb(1 + (float) (i % STEPS) / STEPS, octave);
      grid[half + 1 + i] = x;
      grid[half - 1 - i] = -x;
    }
    return grid;
  }

  /** The first float that agrees with the upper end, by bisection. */
  private static float change(DoublePredicate flat, float lower, float upper, boolean above) {
    float from = lower;
    float to = upper;
    while (Math.nextUp(from) < to) {
      float middle = from + (to - from) / 2;
      if (middle <= from || middle >= to) {
        middle = Math.nextUp(from);
      }
      if (flat.test(middle) == above) {
        to = middle;
      } else {
        from = middle;
      }
    }
    return to;
  }

  /** Whether a value lies in a flat interval; NaN does not. */
  public boolean contains(float x) {
    int passed = 0;
    for (float change : changes) {
      passed += x >= change ? 1 : 0;
    }
    return (beginsFlat ^ (passed & 1) == 1) && !Float.isNaN(x);
  }

  /**
   * The probability that √q z lies in a flat interval, z ~ N(0, 1).
   *
   * @param q second moment, positive
   */
  public double share(double q) {
    return share(0, q);
  }

  /**
   * The probability that a Gaussian lies in a flat interval.
   *
   * @param variance its variance; 0 for the mean alone
   */
  public double share(double mean, double variance) {
    if (variance == 0) {
      return contains((float) mean) ? 1 : 0;
    }
    double deviation = Math.sqrt(variance);
    double share = beginsFlat ? 1 : 0;
    int sign = beginsFlat ? -1 : 1;
    for (float change : changes) {
      share += sign * NormalDistribution.cdf((mean - change) / deviation);
      sign = -sign;
    }
    return Math.max(0, Math.min(1, share));
  }

  /**
   * The number of values in flat intervals among the first {@code length}, of floats as integers.
   * Where both ends are flat alike, as tanh's, a loop over integers counts, which is fast.
   */
  public int countBits(int[] bits, int length) {
    boolean alike =
        beginsFlat
            && changes.length == 2
            && changes[1] > 0
            && changes[0] == Math.nextUp(-changes[1]);
    if (!alike) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = Float.intBitsToFloat(bits[i]);
      }
      return count(values, length);
    }
    int before = Float.floatToIntBits(changes[1]) - 1;
    int infinity = Float.floatToIntBits(Float.POSITIVE_INFINITY);
    int inside = 0;
    for (int i = 0; i < length; i++) {
      int size = bits[i] & Integer.MAX_VALUE; // grows with the absolute value, and NaN is beyond
      inside += ((before - size) >>> 31) - ((infinity - size) >>> 31);
    }
    return inside;
  }

  /** The number of values in flat intervals among the first {@code length}. */
  public int count(float[] values, int length) {
    int inside = beginsFlat ? atEnds(values, length) : 0;
    int sign = beginsFlat ? -1 : 1;
    for (int next = beginsFlat ? 2 : 0; next < changes.length; next++) {
      inside += sign * atLeast(values, length, changes[next]);
      sign = -sign;
    }
    return inside;
  }

  /** The number of values below the first change, or from the second one on; NaN is neither. */
  private int atEnds(float[] values, int length) {
    float first = changes.length > 0 ? changes[0] : Float.POSITIVE_INFINITY;
    float second = changes.length == 1 ? Float.NaN : Float.POSITIVE_INFINITY;
    if (changes.length > 1) {
      second = changes[1];
    }
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += (values[i] < first ? 1 : 0) + (values[i] >= second ? 1 : 0);
    }
    return count;
  }

  private static int atLeast(float[] values, int length, float bound) {
    int count = 0;
    for (int i = 0; i < length; i++) {
      count += values[i] >= bound ? 1 : 0;
    }
    return count;
  }
}
