// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The threads of one row: the caller and the common pool, which JVM options size. */
final class Threads {

  private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

  private Threads() {}

  /** The JVM option that lets this many threads draw; the caller is one of them. */
  static String option(int threads) {
    return "-D" + PARALLELISM + "=" + (threads - 1);
  }

  /** Fails unless this process was started with the option for so many threads. */
  static void check(int threads) {
    if (Integer.getInteger(PARALLELISM, -1) != threads - 1) {
      throw new UnsupportedOperationException("start the JVM with " + option(threads));
    }
  }

  /** Runs parts 0 … threads-1 side by side. */
  static void run(int threads, IntConsumer part) {
    if (threads == 1) {
      part.accept(0);
    } else {
      IntStream.range(0, threads).parallel().forEach(part);
    }
  }
}
