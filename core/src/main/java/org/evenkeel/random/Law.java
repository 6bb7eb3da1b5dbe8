// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import org.evenkeel.gaussian.NormalDistribution;

/** A distribution with parameters that are rounded to float once. */
sealed interface Law {

  /**
   * Draws the values of n counters into the layout of {@link Kernel#normal}.
   *
   * @param counter the first counter; the high words of all n are the same
   */
  void draw(Kernel kernel, Key key, long counter, int n, float[] out, int at);

  /** The choice of the kernel that draws it. */
  KernelChoice kernels();

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
    public KernelChoice kernels() {
      return KernelChoice.NORMAL;
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
    public KernelChoice kernels() {
      return KernelChoice.UNIFORM;
    }
  }

  /**
   * N(0, std²) between bounds near enough for 25 random bits.
   *
   * @param scale half of the probability between the bounds of |z|, signed
   * @param shift the midpoint of the two
   * @param low least value
   * @param high greatest value
   */
  record Truncated(float std, float scale, float shift, float low, float high) implements Law {

    /** The farthest bound for which the polynomial of the quantile is valid. */
    static final double FARTHEST = 4;

    /** The farthest start of a tail that floats resolve. */
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

    /** Whether the bounds are near enough to the mean for this law. */
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
    public KernelChoice kernels() {
      return KernelChoice.TRUNCATED;
    }
  }

  /**
   * N(0, std²) between any bounds: the quantile, in double precision, of a probability of 53 bits.
   * The high 32 bits are the word that other laws use, the next 20 come from the same word of the
   * counter 2⁶² later, and the last is 1.
   *
   * @param sign -1 if bounds and values are reflected to draw z from the lower half
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
    public KernelChoice kernels() {
      return KernelChoice.TAIL;
    }

    private float value(int first, int second) {
      long odd = (first & 0xFFFFFFFFL) << 21 | (second >>> 11) | 1;
      double p = Math.min(from + mass * (odd * 0x1p-53), LARGEST_BELOW_ONE);
      float value = (float) (sign * std * NormalDistribution.quantile(p));
      return Math.max(low, Math.min(high, value));
    }
  }

  /** The law N(0, std²) between low·std and high·std, one of which may be infinite. */
  static Law truncated(float std, double low, double high) {
    requireScale("a standard deviation", std);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          "a lower truncation bound must be below the upper: [%s, %s]; give both in standard deviations"
              .formatted(low, high));
    }
    return Truncated.resolves(low, high) ? Truncated.of(std, low, high) : Tail.of(std, low, high);
  }

  private static void requireValues(boolean some, double low, double high) {
    if (!some) {
      throw new IllegalArgumentException(
          "truncation bounds must enclose some probability and at least one float: [%s, %s]; choose bounds farther apart or nearer to 0"
              .formatted(low, high));
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
