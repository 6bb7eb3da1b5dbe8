package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMix64Test {

  private static final int DRAWS = 100_000;

  @Test
  void drawsTheAlgorithmsValues() {
    // jshell (JDK 17): new SplittableRandom(1234567).longs(5).forEach(System.out::println)
    SplitMix64 random = new SplitMix64(1234567);
    assertArrayEquals(
        new long[] {
          6457827717110365317L,
          3203168211198807973L,
          -8629252141511181193L,
          4593380528125082431L,
          -2037821214251327795L
        },
        LongStream.generate(random::nextLong).limit(5).toArray());
  }

  @Test
  void streamsOfOtherSeedsPurposesAndIndexesDiffer() {
    long drawn = SplitMix64.of(1, "a", 1).nextLong();
    assertEquals(drawn, SplitMix64.of(1, "a", 1).nextLong());
    assertNotEquals(drawn, SplitMix64.of(2, "a", 1).nextLong());
    assertNotEquals(drawn, SplitMix64.of(1, "b", 1).nextLong());
    assertNotEquals(drawn, SplitMix64.of(1, "a", 2).nextLong());
  }

  @Test
  void normalDrawsHaveTheMomentsOfTheNormalDistribution() {
    SplitMix64 random = SplitMix64.of(0, "test", 0);
    double[] sums = new double[5];
    for (int i = 0; i < DRAWS; i++) {
      double z = random.normal();
      for (int k = 1; k <= 4; k++) {
        sums[k] += StrictMath.pow(z, k) / DRAWS;
      }
    }
    // Five standard errors of E[z^k], whose variance is E[z^2k] - E[z^k]^2: four tests, false alarm
    // 2.3e-6.
    double error = 5 / Math.sqrt(DRAWS);
    assertEquals(0, sums[1], error);
    assertEquals(1, sums[2], error * Math.sqrt(2));
    assertEquals(0, sums[3], error * Math.sqrt(15));
    assertEquals(3, sums[4], error * Math.sqrt(96));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000})
  void boundedDrawsAreEquallyLikely(int bound) {
    SplitMix64 random = SplitMix64.of(0, "test", bound);
    int[] counts = new int[bound];
    for (int i = 0; i < DRAWS; i++) {
      counts[random.below(bound)]++;
    }
    double expected = (double) DRAWS / bound;
    double chiSquared =
        Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    // Mean k, variance 2k: six standard deviations and 20 lie beyond 1e-6 for these k.
    double freedom = bound - 1;
    assertTrue(chiSquared <= freedom + 6 * Math.sqrt(2 * freedom) + 20, () -> "" + chiSquared);
  }

  @Test
  void permutationsAreEquallyLikely() {
    int[] counts = new int[27];
    SplitMix64 random = SplitMix64.of(0, "test", 0);
    for (int i = 0; i < 60_000; i++) {
      int[] p = random.permutation(3);
      counts[9 * p[0] + 3 * p[1] + p[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(c -> c > 0).toArray();
    assertEquals(6, seen.length);
    // 10000 expected of each, standard deviation 91: five of them, six tests, false alarm 3.4e-6.
    assertTrue(Arrays.stream(seen).allMatch(c -> Math.abs(c - 10_000) < 456));
  }

  @Test
  void aPermutationHasEachNumberOnce() {
    int[] order = SplitMix64.of(0, "test", 0).permutation(1000);
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, 1000).toArray(), order);
  }
}
