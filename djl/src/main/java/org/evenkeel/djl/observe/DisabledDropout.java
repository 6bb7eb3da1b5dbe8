// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.nn.Block;
import java.util.HashMap;
import java.util.Map;
import org.evenkeel.djl.read.BlockInternals;

/**
 * The drop probabilities of a model's blocks, 0 until close, so that a pass uses none of the
 * engine's random numbers, which belong to the training. Internal to this module.
 */
public record DisabledDropout(Map<Block, Float> rates) implements AutoCloseable {

  /** Sets the drop probabilities of a model's blocks to 0. */
  public static DisabledDropout of(Block model) {
    Map<Block, Float> rates = new HashMap<>();
    collect(model, rates);
    rates.keySet().forEach(block -> BlockInternals.setDropRate(block, 0));
    return new DisabledDropout(rates);
  }

  private static void collect(Block block, Map<Block, Float> rates) {
    BlockInternals.dropRate(block).ifPresent(rate -> rates.put(block, rate));
    block.getChildren().values().forEach(child -> collect(child, rates));
  }

  @Override
  public void close() {
    rates.forEach(BlockInternals::setDropRate);
  }
}
