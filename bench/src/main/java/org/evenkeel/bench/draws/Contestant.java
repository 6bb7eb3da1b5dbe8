// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.draws;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A way to draw numbers, ready for one question and size.
 *
 * @param variance the variance that the numbers must have
 * @param draw draws all numbers once more
 * @param numbers returns the numbers drawn last, or the first 2²⁴ of them
 * @param free frees memory that the heap does not hold
 */
public record Contestant(double variance, Runnable draw, Supplier<float[]> numbers, Runnable free)
    implements AutoCloseable {

  /** A contestant that fills an array. */
  static Contestant filling(double variance, int size, Consumer<float[]> fill) {
    float[] memory = new float[size];
    return new Contestant(variance, () -> fill.accept(memory), () -> memory, () -> {});
  }

  @Override
  public void close() {
    free.run();
  }
}
