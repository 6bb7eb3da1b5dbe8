// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.evenkeel.shaping.Shaping;
import org.evenkeel.tree.TreeNode;

/**
 * A reader of {@link Network}s from trees of maps, lists, numbers and words, as returned by a YAML
 * or JSON parser.
 *
 * <pre>{@code
 * input: [1, 8, 8]
 * layers:
 *   - convolution: {channels: 16, kernel: 3, padding: 1}
 *   - activation: relu
 *   - residual:
 *       scale: 0.5
 *       branch:
 *         - convolution: {channels: 16, kernel: 3, padding: 1}
 *         - activation: relu
 *   - pooling: {reduction: max, window: 2, stride: 2}
 *   - flatten
 *   - dropout: 0.1
 *   - normalization: layer
 *   - dense: {units: 10, name: head}
 * }</pre>
 *
 * <p>A sequence has the shape [features, tokens]; {@code attention: {heads: 4}} mixes its tokens.
 * Text is a vector of token numbers, which {@code embedding: {vocabulary: 100, units: 64}} makes a
 * sequence. {@code memory: {name: source, tokens: 8, layers: [...]}} keeps what its layers make of
 * the first 8 tokens, and {@code attention: {heads: 4, memory: source}} of the others looks at it.
 * {@code repeat: {times: 12, layers: [...]}} stands for its layers twelve times.
 *
 * <p>A layer is a word ({@code flatten}), a kind with its one essential value ({@code dense: 64}),
 * or a kind with named values. Without a {@code name} it is named by its kind and its number among
 * such layers.
 */
public final class NetworkTree {

  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, TokenLayer.Embedding> embeddings = new TreeMap<>();

  private final Map<String, Attention.Source> memories = new TreeMap<>();

  private NetworkTree() {}

  /**
   * Reads a network.
   *
   * @param tree a map with the keys {@code input} and {@code layers}, and perhaps {@code shape},
   *     {@code dks} or {@code tat}, which {@link Network#shaped} takes
   * @throws IllegalArgumentException naming the place, the value found and what is known there
   */
  public static Network read(Object tree) {
    TreeNode root = TreeNode.map(tree, "network", "");
    Optional<Shaping> shaping = shaping(root);
    Spellings.requireOwn("network", root);
    List<Integer> input = root.integers("input", List.of());
    if (input.isEmpty()) {
      throw new IllegalArgumentException(
          "a network needs its input shape; write for example input: [64] or input: [1, 28, 28]");
    }
    int[] shape = Network.shapeOf(input);
    Object tops = root.take("layers", List.of());
    root.requireNothingElse();
    Network network = new Network(input, new NetworkTree().layers(tops, shape, "layers", ""));
    return shaping.map(network::shaped).orElse(network);
  }

  /** The shape of the activations; a list under that key is the input of other libraries. */
  private static Optional<Shaping> shaping(TreeNode root) {
    return root.values().get("shape") instanceof List
        ? Optional.empty()
        : root.optionalWord("shape").map(Shaping::named);
  }

  /** Reads a list of layers, the first of which gets the input. */
  List<Layer> layers(Object tree, int[] input, String place, String prefix) {
    if (!(tree instanceof List<?> list)) {
      throw new IllegalArgumentException("%s must be a list: %s".formatted(place, tree));
    }
    List<Layer> layers = new ArrayList<>();
    int[] shape = input;
    int number = 0;
    for (Object entry : list) {
      List<Layer> read = entry(entry, shape, "%s[%d]".formatted(place, number), prefix);
      layers.addAll(read);
      shape = Shapes.through(read, shape);
      number++;
    }
    return layers;
  }

  private List<Layer> entry(Object tree, int[] input, String place, String prefix) {
    Object content = tree;
    String kind;
    if (tree instanceof Map<?, ?> map && map.size() == 1) {
      Map.Entry<?, ?> only = map.entrySet().iterator().next();
      kind = String.valueOf(only.getKey());
      content = only.getValue();
    } else if (tree instanceof String word) {
      kind = word;
      content = Map.of();
    } else {
      throw new IllegalArgumentException(
          "a layer is one kind with its values: %s is %s; write for example - dense: 64"
              .formatted(place, tree));
    }
    LayerTable.Row row = LayerTable.ROWS.get(kind);
    if (row == null) {
      String word = kind;
      throw new IllegalArgumentException(
          "%s: unknown kind of layer '%s'; %s"
              .formatted(
                  place,
                  word,
                  Spellings.kind(word)
                      .orElseGet(
                          () ->
                              "known are "
                                  + String.join(", ", new TreeSet<>(LayerTable.ROWS.keySet())))));
    }
    TreeNode node = TreeNode.map(content, place + "." + kind, row.essential());
    Spellings.requireOwn(kind, node);
    String numbered = kind + counts.merge(prefix + kind, 1, Integer::sum);
    String name = prefix + node.word("name", numbered);
    List<Layer> layers =
        row.layers().apply(new LayerTable.Entry(name, node, input, place + "." + kind, this));
    node.requireNothingElse();
    return layers;
  }

  /** Keeps an embedding for layers behind it that have its weights. */
  void remember(TokenLayer.Embedding embedding) {
    embeddings.put(embedding.name(), embedding);
  }

  /** Keeps a memory for attention behind it. */
  void remember(Attention.Source memory) {
    memories.put(memory.name(), memory);
  }

  /** The memory of a name. */
  Attention.Source memory(String name, String place) {
    Attention.Source found = memories.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "%s: there is no memory '%s' before it; %s"
              .formatted(
                  place,
                  name,
                  memories.isEmpty()
                      ? "write for example - memory: {name: %s, layers: [...]}".formatted(name)
                      : "known are " + String.join(", ", memories.keySet())));
    }
    return found;
  }

  /** The embedding of a name. */
  TokenLayer.Embedding embedding(String name, String place) {
    TokenLayer.Embedding found = embeddings.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "%s: there is no embedding '%s' before it; known are %s"
              .formatted(place, name, String.join(", ", embeddings.keySet())));
    }
    return found;
  }
}
