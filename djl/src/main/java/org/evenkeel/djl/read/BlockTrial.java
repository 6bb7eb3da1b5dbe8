// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * A trial of a Block without parameters on test inputs.
 *
 * @param in the shapes of its input
 * @param out the shapes of its output
 */
record BlockTrial(Block block, BlockSignal in, BlockSignal out) {

  /** Whether the output has the input's values in the same order, whatever its shape. */
  boolean keepsValues() {
    float[] x = noise();
    return run(x, false).filter(y -> Arrays.equals(x, y)).isPresent();
  }

  /**
   * The output for one batch, features first in and out; empty if the Block fails, or returns more
   * than one array or one of another shape.
   */
  Optional<float[]> apply(float[] x) {
    return run(x, true);
  }

  /** Fixed noise in (-1, 1) for one batch. */
  float[] noise() {
    float[] x = new float[Math.toIntExact(in.head().size())];
    RandomFill.uniform(Key.of(0, "noise"), 0, FloatBuffer.wrap(x), 1);
    return x;
  }

  private Optional<float[]> run(float[] x, boolean featuresFirst) {
    try (NDManager manager = NDManager.newBaseManager()) {
      boolean swapIn = featuresFirst && in.isTokens();
      boolean swapOut = featuresFirst && out.isTokens();
      NDArray array =
          swapIn
              ? manager.create(x, in.usual().head()).swapAxes(1, 2)
              : manager.create(x, in.head());
      return ForeignCalls.forward(block, manager, array, true)
          .filter(y -> y.getShape().equals(out.head()))
          .map(y -> (swapOut ? y.swapAxes(1, 2) : y).toFloatArray());
    }
  }
}
