// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** Random orders: positions sorted by a uniform draw each, ties by position. */
final class Order {

  private Order() {}

  static int[] shuffled(Key key, int size) {
    FloatBuffer draws = FloatBuffer.allocate(size);
    RandomFill.uniform(key, 0, draws.duplicate(), 1);
    // A float's bits, made monotone, above the position: one sort of longs does it all.
    long[] keyed = new long[size];
    for (int i = 0; i < size; i++) {
      int bits = Float.floatToIntBits(draws.get(i));
      int monotone = bits ^ (bits >> 31 & Integer.MAX_VALUE);
      keyed[i] = (long) monotone << 32 | i;
    }
    Arrays.sort(keyed);
    return Arrays.stream(keyed).mapToInt(value -> (int) value).toArray();
  }
}
