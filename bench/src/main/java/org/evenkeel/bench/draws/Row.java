// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.text.Words;

/** What one process measures; threads are how many may draw. */
record Row(Question question, String contestant, int size, int threads) {

  static final int M = 1 << 20;

  /** The property that sizes the common pool. */
  static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

  /** The JVM options for warm draws, apart from the class path. */
  List<String> warmArgs() {
    List<String> args = new ArrayList<>(jvmArgs());
    args.addAll(Evenkeel.kernelArgs(contestant));
    return args;
  }

  /** The JVM options, apart from the class path; Evenkeel chooses its kernel itself. */
  List<String> jvmArgs() {
    List<String> args = new ArrayList<>();
    args.add("-D%s=%d".formatted(PARALLELISM, threads - 1)); // the caller is one of them
    if (contestant.equals(Evenkeel.VECTOR)) {
      args.add("--add-modules=jdk.incubator.vector");
    }
    args.add("-Dai.djl.pytorch.num_threads=" + threads);
    args.add("-Dai.djl.pytorch.num_interop_threads=1");
    args.add("-Dai.djl.offline=true");
    args.add("-DOPT_OUT_TRACKING=true");
    args.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    if (Runtime.version().feature() >= 24) { // which else warns
      args.add("--enable-native-access=ALL-UNNAMED");
    }
    return args;
  }

  /** The arguments of {@link FirstDraw}. */
  List<String> arguments() {
    return List.of(question.name(), contestant, Integer.toString(size), Integer.toString(threads));
  }

  @Override
  public String toString() {
    return "%s, %s, %d, %s".formatted(question, contestant, size, Words.count(threads, "thread"));
  }
}
