// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench;

/** A way to draw numbers, made ready for one question and size. */
public interface Contestant extends AutoCloseable {

  /** Draws all numbers once more. */
  void draw();

  /** The numbers drawn last, or the first 2²⁴ of them. */
  float[] numbers();

  /** The variance that the numbers must have. */
  double variance();

  /** Frees memory that the heap does not hold. */
  @Override
  default void close() {}
}
