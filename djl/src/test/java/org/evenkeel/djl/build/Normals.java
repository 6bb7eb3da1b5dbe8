// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import java.util.Random;

/** Fixed standard normal numbers. */
public final class Normals {

  private Normals() {}

  /** The numbers of a seed. */
  public static float[] of(long seed, int count) {
    Random random = new Random(seed);
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
