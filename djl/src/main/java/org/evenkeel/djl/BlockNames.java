// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl;

import ai.djl.nn.Block;
import ai.djl.util.Pair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of a model's blocks: that of a weighted layer as in its profile, that of any other block by
 * its place in the tree.
 */
final class BlockNames {

  private final Map<Block, String> names = new HashMap<>();

  /** The blocks without children in the order of the tree, which most models run in. */
  private final List<Block> leaves = new ArrayList<>();

  BlockNames(Block model, ModelParameters found) {
    found.layers().forEach(weight -> names.put(weight.block(), weight.layer()));
    walk(model, "");
  }

  private void walk(Block block, String path) {
    names.putIfAbsent(block, path.isEmpty() ? block.getClass().getSimpleName() : path);
    if (block.getChildren().isEmpty()) {
      leaves.add(block);
    }
    String prefix = path.isEmpty() ? "" : path + "_";
    for (Pair<String, Block> child : block.getChildren()) {
      walk(child.getValue(), prefix + child.getKey());
    }
  }

  String of(Block block) {
    return names.getOrDefault(block, block.getClass().getSimpleName());
  }

  /**
   * The block that an exception came out of, as far as can be told: the one that runs next after
   * the last that returned, if its class threw; else the only one of the class that threw.
   *
   * @param last the block without children that returned last; null if none has
   */
  String thrower(RuntimeException thrown, Block last) {
    String after = last == null ? "" : " after " + of(last);
    Optional<String> running =
        Arrays.stream(thrown.getStackTrace())
            .filter(frame -> frame.getMethodName().equals("forwardInternal"))
            .map(StackTraceElement::getClassName)
            .findFirst();
    if (running.isEmpty()) {
      return "the model" + after;
    }
    int next = leaves.lastIndexOf(last) + 1;
    if (next < leaves.size() && isA(leaves.get(next), running.get())) {
      return of(leaves.get(next));
    }
    List<Block> candidates =
        names.keySet().stream().filter(block -> isA(block, running.get())).toList();
    return candidates.size() == 1
        ? of(candidates.get(0))
        : running.get().replaceFirst(".*[.$]", "") + after;
  }

  private static boolean isA(Block block, String className) {
    for (Class<?> type = block.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }
}
