// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

/** Which of Evenkeel's kernels draws in this process; the one place where a row learns it. */
final class Kernels {

  static final String PLAIN = "plain";
  static final String VECTOR = "vector";

  private static final String NAME = "Evenkeel ";
  private static final long PATIENCE = 10_000_000_000L;

  private Kernels() {}

  /** The contestant that a kernel makes of Evenkeel. */
  static String contestant(String kernel) {
    return NAME + kernel;
  }

  /** The name of the kernel that long fills use. */
  static String inUse() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? VECTOR : PLAIN;
  }

  /**
   * Draws until the kernel that a contestant of Evenkeel is named after is in use: it may be
   * adopted only once it pays off, and in the background.
   *
   * @throws UnsupportedOperationException if that takes longer than ten seconds
   */
  static void await(String contestant, Runnable draw) {
    if (!contestant.startsWith(NAME)) {
      return;
    }
    long start = System.nanoTime();
    do {
      draw.run();
      if (contestant.endsWith(inUse())) {
        return;
      }
    } while (System.nanoTime() - start < PATIENCE);
    throw new UnsupportedOperationException("the kernel in use is " + inUse());
  }
}
