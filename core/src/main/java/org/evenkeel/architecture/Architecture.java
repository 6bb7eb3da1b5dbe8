// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.architecture;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.network.Network;
import org.evenkeel.tree.TreeNode;

/**
 * An architecture: a network for each choice of sizes.
 *
 * @param name its name, also that of its configurations ({@code model_type})
 * @param network the network of some sizes, which have defaults
 * @param keys the keys of a configuration, with those of the sizes that they are called here; empty
 *     if there are no configurations
 * @param fixed keys of a configuration with the only value for which the network is built
 * @param tasks the classes of models that a configuration may name, with their heads
 */
record Architecture(
    String name,
    Function<TreeNode, Network> network,
    Map<String, String> keys,
    Map<String, Object> fixed,
    Map<String, Head> tasks) {

  /** The end of a network. */
  enum Head {
    /** The logits of each token, or of a masked one. */
    LANGUAGE,
    /** The logits of classes of examples. */
    CLASSES
  }

  /** An architecture without configurations. */
  static Architecture of(String name, Function<TreeNode, Network> network) {
    return new Architecture(name, network, Map.of(), Map.of(), Map.of());
  }

  /**
   * The network of some sizes.
   *
   * @throws IllegalArgumentException naming a size that is unknown or does not fit
   */
  Network of(Map<String, ?> sizes) {
    TreeNode node = TreeNode.map(sizes, name, "");
    Network built = network.apply(node);
    node.requireNothingElse();
    return built;
  }

  /** Whether it has a configuration's model type. */
  boolean isConfigured() {
    return !keys.isEmpty();
  }

  /** Whether a map has keys of its configurations. */
  boolean isConfiguredBy(Map<?, ?> map) {
    return map.keySet().stream().anyMatch(keys::containsKey);
  }

  /** The names of its models in configurations. */
  List<String> models() {
    return tasks.keySet().stream().sorted().toList();
  }
}
