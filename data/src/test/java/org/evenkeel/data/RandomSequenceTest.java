// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomSequenceTest {

  @Test
  void drawsAreTheValuesOfTheCoresGeneratorInOrder() {
    float[] normal = new float[200];
    float[] uniform = new float[200];
    RandomFill.normal(Key.of(5, "x.normal"), 0, FloatBuffer.wrap(normal), 1);
    RandomFill.uniform(Key.of(5, "x.uniform"), 0, FloatBuffer.wrap(uniform), 1);
    RandomSequence draws = new RandomSequence(5, "x");
    for (int i = 0; i < 200; i++) {
      assertEquals(normal[i], (float) draws.normal());
      assertEquals(0.5 + 0.5 * uniform[i], draws.uniform());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void anOrderHoldsEveryNumberOnce(int size) {
    int[] order = RandomSequence.permutation(1, "x", size);
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, size).toArray(), order);
  }

  /**
   * Each of the 24 orders of 4 comes up equally often: chi-square with 23 degrees of freedom over
   * 24,000 seeds, above 57 once in 10,000 cases. So it is for 5 whole numbers, 4 degrees, above 24.
   */
  @Test
  void ordersAndWholeNumbersAreEquallyLikely() {
    int[] orders = new int[256];
    int[] numbers = new int[5];
    RandomSequence draws = new RandomSequence(0, "numbers");
    for (int seed = 0; seed < 24_000; seed++) {
      int[] order = RandomSequence.permutation(seed, "x", 4);
      orders[order[0] << 6 | order[1] << 4 | order[2] << 2 | order[3]]++;
      numbers[draws.below(5)]++;
    }
    assertEquals(24, Arrays.stream(orders).filter(count -> count > 0).count());
    assertTrue(chiSquare(Arrays.stream(orders).filter(c -> c > 0).toArray(), 1000) < 57);
    assertTrue(chiSquare(numbers, 4800) < 24);
  }

  private static double chiSquare(int[] counts, double expected) {
    return Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
  }
}
