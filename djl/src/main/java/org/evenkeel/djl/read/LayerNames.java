// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.nn.Block;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Names for the layers that a DJL model is read as, each given once: weighted blocks are called as
 * {@code Probe} calls them, others by their place in the tree.
 */
final class LayerNames {

  private final Map<Block, String> weighted;
  private final Map<String, Integer> calls = new HashMap<>();

  LayerNames(ModelParameters parameters) {
    weighted =
        parameters.layers().stream()
            .collect(Collectors.toMap(ModelParameter::block, ModelParameter::layer));
  }

  /** How often each name was given. */
  record Mark(Map<String, Integer> calls) {}

  /** Where naming has come to. */
  Mark mark() {
    return new Mark(Map.copyOf(calls));
  }

  /** Forgets the names given since. */
  void backTo(Mark mark) {
    calls.clear();
    calls.putAll(mark.calls());
  }

  /** The name of a block; a block that runs again is numbered, as by the probe. */
  String of(Block block, String path) {
    String usual = path.isEmpty() ? block.getClass().getSimpleName() : path;
    return once(weighted.getOrDefault(block, usual));
  }

  /** The name of something that a block does beside its children. */
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
