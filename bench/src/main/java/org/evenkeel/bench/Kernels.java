// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

/** Which of Evenkeel's kernels draws in this process; the one place where a row learns it. */
final class Kernels {

  static final String PLAIN = "plain";
  static final String VECTOR = "vector";

  private Kernels() {}

  /** The name of the kernel that long fills use. */
  static String inUse() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? VECTOR : PLAIN;
  }

  /** Fails unless a contestant of Evenkeel draws with the kernel that it is named after. */
  static void check(String contestant) {
    if (contestant.startsWith("Evenkeel") && !contestant.endsWith(inUse())) {
      throw new UnsupportedOperationException("the kernel in use is " + inUse());
    }
  }
}
