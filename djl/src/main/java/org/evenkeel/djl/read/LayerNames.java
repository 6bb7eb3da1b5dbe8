// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Unique names of the layers of a DJL model: weighted blocks have the names of a probe's rows,
 * others that of their place in the tree.
 */
final class LayerNames {

  private final Map<Block, String> weighted;
  private final Map<String, Integer> calls = new HashMap<>();

  LayerNames(ModelParameters parameters) {
    weighted =
        parameters.layers().stream()
            .collect(Collectors.toMap(ModelParameter::block, ModelParameter::layer));
  }

  /** A state to roll back to: how often each name was given. */
  record Mark(Map<String, Integer> calls) {}

  /** The current state. */
  Mark mark() {
    return new Mark(Map.copyOf(calls));
  }

  /** Forgets the names given since a state. */
  void rollBack(Mark mark) {
    calls.clear();
    calls.putAll(mark.calls());
  }

  /** The name of a block; a further call of the same block is numbered, as in a profile. */
  String of(Block block, String path) {
    String usual = path.isEmpty() ? block.getClass().getSimpleName() : path;
    return once(weighted.getOrDefault(block, usual));
  }

  /** The name of a layer that a block applies besides its children. */
  String other(String path, String what) {
    return once(join(path, what));
  }

  private String once(String name) {
    int call = calls.merge(name, 1, Integer::sum);
    return call == 1 ? name : name + "#" + call;
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "_" + name;
  }
}
