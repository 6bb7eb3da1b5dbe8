// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.List;

/** What one process measures; threads are how many may draw. */
record Row(Question question, String contestant, int size, int threads) {

  static final int M = 1 << 20;

  /** The JVM options for warm draws, apart from the class path. */
  List<String> warmArgs() {
    List<String> args = new ArrayList<>(jvmArgs());
    args.addAll(Kernels.fix(contestant));
    return args;
  }

  /** The JVM options, apart from the class path; Evenkeel chooses its kernel itself. */
  List<String> jvmArgs() {
    List<String> args = new ArrayList<>();
    args.add(Threads.option(threads));
    args.addAll(Kernels.needs(contestant));
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
    return question
        + ", "
        + contestant
        + ", "
        + size
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }
}
