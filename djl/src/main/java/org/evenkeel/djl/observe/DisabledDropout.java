// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.nn.Block;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.Map;
import org.evenkeel.djl.read.BlockInternals;

/**
 * The drop probabilities of a model's blocks, 0 until close, so that a pass uses none of the
 * engine's random numbers, which belong to the training.
 */
final class DisabledDropout implements AutoCloseable {

  private final Map<Block, Float> rates = new HashMap<>();

  private DisabledDropout() {}

  static DisabledDropout of(Block model) {
    DisabledDropout disabled = new DisabledDropout();
    disabled.walk(model);
    return disabled;
  }

  private void walk(Block block) {
    if (!rates.containsKey(block)) {
      BlockInternals.dropRate(block)
          .ifPresent(
              rate -> {
                rates.put(block, rate);
                BlockInternals.setDropRate(block, 0);
              });
    }
    for (Pair<String, Block> child : block.getChildren()) {
      walk(child.getValue());
    }
  }

  @Override
  public void close() {
    rates.forEach(BlockInternals::setDropRate);
  }
}
