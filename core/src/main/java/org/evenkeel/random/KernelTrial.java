// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.util.List;

/**
 * The trial of a kernel before its adoption: it must give the scalar kernel's bits and be at least
 * as fast as the kernel that it replaces.
 */
final class KernelTrial {

  /** Laws that cover each method of a kernel and each way of rounding within it. */
  private static final List<Law> LAWS =
      List.of(
          new Law.Normal(1),
          new Law.Normal(0.02f),
          new Law.Uniform(1),
          new Law.Uniform(0.3f),
          Law.Truncated.of(1, -2, 2),
          Law.Truncated.of(0.02f, -4, 4),
          Law.Truncated.of(0.3f, -0.5, 3));

  /** The first counter of each run; together they vary every part of the cipher's input. */
  private static final long[] COUNTERS = {0, (1L << 32) - 128, 5L << 40};

  /** The length of a run; short runs are compiled after fewer values than long ones. */
  private static final int COUNTERS_OF_A_RUN = 128;

  /** The length of a run that is not a multiple of any vector's. */
  private static final int ODD = 45;

  /** Index of the first value, which need not be aligned. */
  private static final int AT = 1;

  private static final int SPACE = AT + 4 * Kernel.WIDTH;

  private static final int RUNS = 8;

  private static final int ROUNDS_TO_WIN = 3;

  private KernelTrial() {}

  /** Whether the kernel's values are the scalar kernel's, bit for bit, for all laws. */
  static boolean agrees(Kernel.Factory factory) {
    Kernel scalar = new ScalarKernel();
    Kernel kernel = factory.create();
    Key key = Key.of(0, "known answer");
    for (long counter : COUNTERS) {
      for (int size : new int[] {COUNTERS_OF_A_RUN, ODD}) {
        for (Law law : LAWS) {
          if (!agree(scalar, kernel, key, counter, size, law)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean agree(
      Kernel scalar, Kernel kernel, Key key, long counter, int n, Law law) {
    float[] expected = new float[SPACE];
    float[] values = new float[SPACE];
    law.draw(scalar, key, counter, n, expected, AT);
    law.draw(kernel, key, counter, n, values, AT);
    for (int w = 0; w < 4; w++) {
      for (int j = AT + w * Kernel.WIDTH; j < AT + w * Kernel.WIDTH + n; j++) {
        if (Float.floatToRawIntBits(expected[j]) != Float.floatToRawIntBits(values[j])) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Whether one kernel draws at least as fast as another once it is compiled.
   *
   * @param nanos time limit for its compilation
   */
  static boolean keepsUp(Kernel.Factory candidate, Kernel.Factory rival, Law law, long nanos) {
    Kernel kernel = candidate.create();
    Kernel other = rival.create();
    long end = System.nanoTime() + nanos;
    long best = Long.MAX_VALUE;
    int won = 0;
    while (won < ROUNDS_TO_WIN && System.nanoTime() - end < 0) {
      best = Math.min(best, time(other, law));
      if (time(kernel, law) <= best) {
        won++;
      }
    }
    return won == ROUNDS_TO_WIN;
  }

  private static long time(Kernel kernel, Law law) {
    Key key = new Key(1, 2, 3, 4);
    float[] out = new float[SPACE];
    long start = System.nanoTime();
    for (int run = 0; run < RUNS; run++) {
      law.draw(kernel, key, (long) run * COUNTERS_OF_A_RUN, COUNTERS_OF_A_RUN, out, AT);
    }
    return System.nanoTime() - start;
  }
}
