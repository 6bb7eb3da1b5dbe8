// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.random;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** A loop whose turns do not depend on each other, on all threads of the common pool. */
public final class Parallel {

  private Parallel() {}

  /** Takes the turns from 0 on, in any order. */
  public static void forEach(int turns, IntConsumer turn) {
    if (turns == 1) {
      turn.accept(0); // no stream: these start slowly
      return;
    }
    // boxed: browsers, which have one thread, know no other parallel streams
    IntStream.range(0, turns).boxed().parallel().forEach(turn::accept);
  }
}
