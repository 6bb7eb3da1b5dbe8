// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.util.Arrays;
import java.util.Optional;
import org.evenkeel.djl.build.NetworkBlock;

/**
 * A Block without parameters whose doing is found out by sending numbers through it.
 *
 * @param in what enters
 * @param out what leaves
 */
record BlockTrial(Block block, BlockSignal in, BlockSignal out) {

  /** Whether what leaves is what enters, in the same order, whatever its shape. */
  boolean keepsValues() {
    float[] x = noise();
    return run(x, false).filter(y -> Arrays.equals(x, y)).isPresent();
  }

  /**
   * Sends one batch through the Block, features first in and out.
   *
   * @return empty if the Block fails, or returns more than one array or one of another shape
   */
  Optional<float[]> apply(float[] x) {
    return run(x, true);
  }

  /** Numbers from -1 to 1 for one batch, the same every time: Knuth's 64-bit congruences. */
  float[] noise() {
    float[] x = new float[Math.toIntExact(in.head().size())];
    long state = 1;
    for (int i = 0; i < x.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      x[i] = (int) (state >> 32) * 0x1p-31f;
    }
    return x;
  }

  private Optional<float[]> run(float[] x, boolean featuresFirst) {
    try (NDManager manager = NDManager.newBaseManager()) {
      boolean swapIn = featuresFirst && in.isTokens();
      boolean swapOut = featuresFirst && out.isTokens();
      NDArray array =
          swapIn
              ? manager
                  .create(x, in.head().slice(0, 1).addAll(NetworkBlock.shape(in.example())))
                  .swapAxes(1, 2)
              : manager.create(x, in.head());
      return ForeignCalls.forward(block, manager, array, true)
          .filter(y -> y.getShape().equals(out.head()))
          .map(y -> (swapOut ? y.swapAxes(1, 2) : y).toFloatArray());
    }
  }
}
