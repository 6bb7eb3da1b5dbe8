// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import org.evenkeel.gaussian.NormalDistribution;

/** A distribution with its parameters rounded to float, once. */
sealed interface Law {

  /**
   * Draws the values of n counters to where {@link Kernel#normal} says.
   *
   * @param counter the first counter; the high words of all n are the same
   */
  void draw(Kernel kernel, Key key, long counter, int n, float[] out, int at);

  /** The ladder of the kernels that draw it. */
  KernelLadder ladder();

  /** N(0, std²). */
  record Normal(float std) implements Law {
    public Normal {
      requireScale("a standard deviation", std);
    }

    @Override
    public void draw(Kernel kernel, Key key, long counter, int n, float[] out, int at) {
      kernel.words(key, counter, n);
      kernel.normal(n, std, out, at);
    }

    @Override
    public KernelLadder ladder() {
      return Kernels.NORMAL;
    }
  }

  /** Uniform on (-bound, bound). */
  record Uniform(float bound) implements Law {
    public Uniform {
      requireScale("a uniform bound", bound);
    }

    @Override
    public void draw(Kernel kernel, Key key, long counter, int n, float[] out, int at) {
      kernel.words(key, counter, n);
      kernel.uniform(n, bound, out, at);
    }

    @Override
    public KernelLadder ladder() {
      return Kernels.UNIFORM;
    }
  }

  /**
   * N(0, std²) between bounds that 25 random bits still resolve.
   *
   * @param scale half of the probability between the bounds of |z|, with signs
   * @param shift the middle of the two
   * @param low least value
   * @param high greatest value
   */
  record Truncated(float std, float scale, float shift, float low, float high) implements Law {

    /** The farthest bound for which the quantile's polynomial holds. */
    static final double FARTHEST = 4;

    /** A tail that begins beyond it has too few of the probabilities in floats. */
    private static final double TAIL = 2;

    static Truncated of(float std, double low, double high) {
      double below = probability(low);
      double above = probability(high);
      float least = leastFloat(low, std);
      float greatest = -leastFloat(-high, std);
      requireValues(least <= greatest, low, high);
      return new Truncated(
          std,
          (float) (0.5 * (above - below)),
          low == -high ? -0f : (float) (0.5 * (above + below)), // x + -0 is x, even for x = -0
          least,
          greatest);
    }

    /** Whether the bounds are near enough to the middle for this law. */
    static boolean resolves(double low, double high) {
      return low >= -FARTHEST && high <= FARTHEST && low <= TAIL && high >= -TAIL;
    }

    /** P(|z| ≤ |bound|) with the sign of the bound. */
    private static double probability(double bound) {
      return bound < 0
          ? -NormalDistribution.probabilityWithin(-bound)
          : NormalDistribution.probabilityWithin(bound);
    }

    @Override
    public void draw(Kernel kernel, Key key, long counter, int n, float[] out, int at) {
      kernel.words(key, counter, n);
      kernel.truncated(n, std, scale, shift, low, high, out, at);
    }

    @Override
    public KernelLadder ladder() {
      return Kernels.TRUNCATED;
    }
  }

  /**
   * N(0, std²) between any bounds: the quantile, in double precision, of a probability of 53 bits.
   * The high 32 are the word that other laws use, the low 20 the same word of the counter 2⁶²
   * later, and the last is 1.
   *
   * @param sign -1 if bounds and values are reflected, so that z is drawn from the lower half
   * @param from Φ of the lower bound of z
   * @param mass probability between the bounds
   * @param low least value
   * @param high greatest value
   */
  record Tail(float std, double sign, double from, double mass, float low, float high)
      implements Law {

    private static final long SECOND_COUNTER = 1L << 62;

    private static final double LARGEST_BELOW_ONE = Math.nextDown(1.0);

    static Tail of(float std, double low, double high) {
      boolean reflected = low + high > 0;
      double from = NormalDistribution.cdf(reflected ? -high : low);
      double mass = NormalDistribution.cdf(reflected ? -low : high) - from;
      float least = leastFloat(low, std);
      float greatest = -leastFloat(-high, std);
      requireValues(mass >= Double.MIN_NORMAL && least <= greatest, low, high);
      return new Tail(std, reflected ? -1 : 1, from, mass, least, greatest);
    }

    @Override
    public void draw(Kernel kernel, Key key, long counter, int n, float[] out, int at) {
      int[][] first = new int[4][n];
      int[][] second = new int[4][n];
      Threefry.encrypt(key, counter, first[0], first[1], first[2], first[3], n);
      Threefry.encrypt(
          key, counter + SECOND_COUNTER, second[0], second[1], second[2], second[3], n);
      for (int w = 0; w < 4; w++) {
        for (int j = 0; j < n; j++) {
          out[at + w * Kernel.WIDTH + j] = value(first[w][j], second[w][j]);
        }
      }
    }

    @Override
    public KernelLadder ladder() {
      return Kernels.TAIL;
    }

    private float value(int first, int second) {
      long odd = (first & 0xFFFFFFFFL) << 21 | (second >>> 11) | 1;
      double p = Math.min(from + mass * (odd * 0x1p-53), LARGEST_BELOW_ONE);
      float value = (float) (sign * std * NormalDistribution.quantile(p));
      return Math.max(low, Math.min(high, value));
    }
  }

  /** N(0, std²) between low·std and high·std, one of them possibly infinite. */
  static Law truncated(float std, double low, double high) {
    requireScale("a standard deviation", std);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "truncation bounds must be numbers, the lower first: ["
              + low
              + ", "
              + high
              + "]; give them in standard deviations");
    }
    return Truncated.resolves(low, high) ? Truncated.of(std, low, high) : Tail.of(std, low, high);
  }

  private static void requireValues(boolean some, double low, double high) {
    if (!some) {
      throw new IllegalArgumentException(
          "between truncation bounds there must be some probability and a float: ["
              + low
              + ", "
              + high
              + "]; move them apart, or nearer to 0");
    }
  }

  /** The least float that is not below bound·std, -0 for 0. */
  private static float leastFloat(double bound, float std) {
    if (Double.isInfinite(bound)) {
      return (float) bound;
    }
    double exact = bound * std;
    float nearest = (float) exact;
    float least = nearest < exact ? Math.nextUp(nearest) : nearest;
    return least == 0 ? -0f : least; // no zero lies below it, so that kernels agree on its sign
  }

  private static void requireScale(String what, float value) {
    if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " must be a finite float, at least 0: " + value + "; give a smaller variance");
    }
  }
}
