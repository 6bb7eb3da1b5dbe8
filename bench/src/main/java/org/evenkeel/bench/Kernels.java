// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.util.List;
import org.evenkeel.random.RandomFill;

/** Which of Evenkeel's kernels a row is about. */
final class Kernels {

  static final String PLAIN = "plain";
  static final String VECTOR = "vector";

  private static final String NAME = "Evenkeel ";

  private Kernels() {}

  /** The contestant that a kernel makes of Evenkeel. */
  static String contestant(String kernel) {
    return NAME + kernel;
  }

  /** The JVM options that the kernel of a contestant needs; none for the others. */
  static List<String> needs(String contestant) {
    return contestant.equals(contestant(VECTOR))
        ? List.of("--add-modules=jdk.incubator.vector")
        : List.of();
  }

  /** The JVM options that hold a contestant to its kernel from the first number on. */
  static List<String> fix(String contestant) {
    return contestant.startsWith(NAME)
        ? List.of("-Devenkeel.kernel=" + contestant.substring(NAME.length()))
        : List.of();
  }

  /** Fails unless the kernel that a contestant is named after draws in this process. */
  static void check(String contestant) {
    if (contestant.startsWith(NAME) && !contestant.equals(contestant(RandomFill.kernel()))) {
      throw new UnsupportedOperationException("the kernel in use is " + RandomFill.kernel());
    }
  }
}
