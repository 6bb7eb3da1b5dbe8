// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

/**
 * The SplitMix64 generator of Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators" (2014): a counter in steps of the golden ratio, each value mixed by two
 * multiplications.
 *
 * <p>Written out here, with its own uniform and normal draws, because the JDK does not promise the
 * same draws from one release to the next.
 */
final class SplitMix64 {

  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  private long state;
  private double spareNormal = Double.NaN;

  SplitMix64(long state) {
    this.state = state;
  }

  /** The stream for one purpose and one index under a seed, unrelated to all others. */
  static SplitMix64 of(long seed, String purpose, long index) {
    long named = mix(mix(seed + GOLDEN_GAMMA) ^ purpose.hashCode());
    return new SplitMix64(mix(named + (index + 1) * GOLDEN_GAMMA));
  }

  long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** A number from 0, included, to 1, excluded: the upper 53 bits. */
  double uniform() {
    return (nextLong() >>> 11) * TWO_TO_MINUS_53;
  }

  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /**
   * A whole number from 0 to bound - 1, each equally likely: values beyond the last multiple are
   * drawn again.
   */
  int below(int bound) {
    while (true) {
      long bits = nextLong() >>> 1;
      long value = bits % bound;
      if (bits - value + (bound - 1) >= 0) {
        return (int) value;
      }
    }
  }

  /** A normal draw, mean 0 and variance 1, by Marsaglia's polar method. */
  double normal() {
    if (!Double.isNaN(spareNormal)) {
      double value = spareNormal;
      spareNormal = Double.NaN;
      return value;
    }
    while (true) {
      double u = uniform(-1, 1);
      double v = uniform(-1, 1);
      double square = u * u + v * v;
      if (square > 0 && square < 1) {
        double scale = StrictMath.sqrt(-2 * StrictMath.log(square) / square);
        spareNormal = v * scale;
        return u * scale;
      }
    }
  }

  /** The numbers 0 to size - 1 in random order, by Fisher and Yates, from the last place down. */
  int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = below(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
