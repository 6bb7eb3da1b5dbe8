// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.nn.Block;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.evenkeel.djl.read.ModelParameters;

/**
 * Names of a model's blocks: weighted layers have their names in a profile, other blocks that of
 * their place in the tree.
 */
final class BlockNames {

  private final Map<Block, String> names = new HashMap<>();

  BlockNames(Block model, ModelParameters found) {
    found.layers().forEach(weight -> names.put(weight.block(), weight.layer()));
    walk(model, "");
  }

  private void walk(Block block, String path) {
    names.putIfAbsent(block, path.isEmpty() ? block.getClass().getSimpleName() : path);
    String prefix = path.isEmpty() ? "" : path + "_";
    for (Pair<String, Block> child : block.getChildren()) {
      walk(child.getValue(), prefix + child.getKey());
    }
  }

  /** The model's blocks, in no particular order. */
  Set<Block> blocks() {
    return names.keySet();
  }

  /** The name of a block. */
  String of(Block block) {
    return names.getOrDefault(block, block.getClass().getSimpleName());
  }
}
