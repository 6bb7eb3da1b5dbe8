// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * A sequence of uniform and one of normal draws, named by a seed and a purpose: the values that
 * {@link RandomFill} gives for the keys {@code purpose.uniform} and {@code purpose.normal}.
 */
final class RandomSequence {

  private static final int CHUNK = 64;

  private final Key uniforms;
  private final Key normals;
  private final float[] uniform = new float[CHUNK];
  private final float[] normal = new float[CHUNK];
  private long nextUniform;
  private long nextNormal;

  RandomSequence(long seed, String purpose) {
    uniforms = Key.of(seed, purpose + ".uniform");
    normals = Key.of(seed, purpose + ".normal");
  }

  /** A uniform draw from (0, 1). */
  double uniform() {
    int place = (int) (nextUniform % CHUNK);
    if (place == 0) {
      RandomFill.uniform(uniforms, nextUniform, FloatBuffer.wrap(uniform), 1);
    }
    nextUniform++;
    return 0.5 + 0.5 * uniform[place];
  }

  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** An integer from 0 to bound - 1; the bound must be far below 2^24, the resolution of draws. */
  int below(int bound) {
    return (int) (bound * uniform());
  }

  /** A draw from N(0, 1). */
  double normal() {
    int place = (int) (nextNormal % CHUNK);
    if (place == 0) {
      RandomFill.normal(normals, nextNormal, FloatBuffer.wrap(normal), 1);
    }
    nextNormal++;
    return normal[place];
  }

  /** The numbers 0 to size - 1, sorted by 33 random bits each, ties by number. */
  static int[] permutation(long seed, String purpose, int size) {
    float[] draws = new float[2 * size];
    RandomFill.uniform(Key.of(seed, purpose + ".order"), 0, FloatBuffer.wrap(draws), 1);
    long[] keyed = new long[size];
    for (int i = 0; i < size; i++) {
      long bits = bits(draws[2 * i]) << 9 | bits(draws[2 * i + 1]) >>> 15;
      keyed[i] = bits << 31 | i;
    }
    Arrays.sort(keyed);
    return Arrays.stream(keyed).mapToInt(key -> (int) (key & Integer.MAX_VALUE)).toArray();
  }

  /** The 24 bits of a uniform draw from (-1, 1). */
  private static long bits(float draw) {
    return (long) (0x1p23 * (1.0 + draw));
  }
}
