// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.evenkeel.activation.Activations;
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
 *
 * <p>A layer is a word ({@code flatten}), a kind with its one essential value ({@code dense: 64}),
 * or a kind with named values. Without a {@code name} it is named by its kind and its number among
 * such layers.
 */
public final class NetworkTree {

  private final Map<String, Integer> counts = new HashMap<>();

  private NetworkTree() {}

  /**
   * Reads a network.
   *
   * @param tree a map with the keys {@code input} and {@code layers}
   * @throws IllegalArgumentException naming the place, the value found and what is known there
   */
  public static Network read(Object tree) {
    TreeNode root = TreeNode.map(tree, "network", "");
    Spellings.requireOwn("network", root);
    List<Integer> input = root.integers("input", List.of());
    if (input.isEmpty()) {
      throw new IllegalArgumentException(
          "a network needs its input shape; write for example input: [64] or input: [1, 28, 28]");
    }
    int[] shape = Network.shapeOf(input);
    Object tops = root.take("layers", List.of());
    root.requireNothingElse();
    List<Layer> layers = new NetworkTree().layers(tops, shape, "layers", "");
    return new Network(input, layers);
  }

  /** Reads a list of layers, the first of which gets the input. */
  private List<Layer> layers(Object tree, int[] input, String place, String prefix) {
    if (!(tree instanceof List<?> list)) {
      throw new IllegalArgumentException("%s must be a list: %s".formatted(place, tree));
    }
    List<Layer> layers = new ArrayList<>();
    int[] shape = input;
    for (Object entry : list) {
      Layer layer = layer(entry, shape, "%s[%d]".formatted(place, layers.size()), prefix);
      layers.add(layer);
      shape = layer.outputShape(shape);
    }
    return layers;
  }

  private Layer layer(Object tree, int[] input, String place, String prefix) {
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
    String essential = ESSENTIAL.get(kind);
    if (essential == null) {
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
                                  + String.join(", ", new TreeSet<>(ESSENTIAL.keySet())))));
    }
    TreeNode node = TreeNode.map(content, place + "." + kind, essential);
    Spellings.requireOwn(kind, node);
    String numbered = kind + counts.merge(prefix + kind, 1, Integer::sum);
    String name = prefix + node.word("name", numbered);
    Layer layer = build(kind, name, node, input, place);
    node.requireNothingElse();
    return layer;
  }

  /** The key of the single value that each kind accepts; empty if it accepts none. */
  private static final Map<String, String> ESSENTIAL =
      Map.of(
          "dense", "units",
          "convolution", "",
          "pooling", "reduction",
          "flatten", "",
          "activation", "function",
          "dropout", "rate",
          "normalization", "over",
          "attention", "heads",
          "residual", "branch");

  private Layer build(String kind, String name, TreeNode node, int[] input, String place) {
    return switch (kind) {
      case "dense" -> new Layer.Dense(name, node.integer("units"), node.flag("bias", true));
      case "convolution" -> convolution(name, node);
      case "pooling" -> pooling(name, node);
      case "flatten" -> new Layer.Flatten(name);
      case "activation" ->
          new Layer.Nonlinearity(name, Activations.named(node.word("function", null)));
      case "dropout" -> new Layer.Dropout(name, node.number("rate", null));
      case "normalization" ->
          new Layer.Normalization(name, node.choice("over", Layer.Normalization.Over.class));
      case "attention" -> attention(name, node, input[0]);
      default ->
          new Layer.Residual(
              name,
              node.number("scale", 1.0),
              layers(node.take("branch", List.of()), input, place + ".residual.branch", name + "."),
              layers(
                  node.take("shortcut", List.of()),
                  input,
                  place + ".residual.shortcut",
                  name + ".shortcut."));
    };
  }

  private static Layer convolution(String name, TreeNode node) {
    List<Integer> kernel = node.integers("kernel", List.of());
    int axes = node.integer("axes", kernel.size() > 1 ? kernel.size() : 2);
    return new Layer.Convolution(
        name,
        node.integer("channels"),
        perAxis(kernel, axes, name),
        node.integer("stride", 1),
        node.integer("padding", 0),
        node.integer("groups", 1),
        node.flag("bias", true));
  }

  private static Layer pooling(String name, TreeNode node) {
    List<Integer> window = node.integers("window", List.of());
    int axes = node.integer("axes", window.size() > 1 ? window.size() : 2);
    return new Layer.Pooling(
        name,
        node.choice("reduction", Layer.Pooling.Reduction.class),
        window.isEmpty() ? window : perAxis(window, axes, name),
        node.integer("stride", window.isEmpty() ? 1 : window.get(0)),
        node.integer("padding", 0));
  }

  /** Attention whose output has the features of its input and whose heads share the units. */
  private static Layer attention(String name, TreeNode node, int features) {
    int units = node.integer("units", features);
    boolean bias = node.flag("bias", true);
    return new Layer.Attention(
        name,
        node.integer("heads"),
        new Layer.Dense(name + ".query", units, bias),
        new Layer.Dense(name + ".key", units, bias),
        new Layer.Dense(name + ".value", units, bias),
        new Layer.Dense(name + ".output", features, bias));
  }

  private static List<Integer> perAxis(List<Integer> sizes, int axes, String name) {
    if (axes < 1 || axes > 3) {
      throw new IllegalArgumentException("axes must be 1, 2 or 3: %s has %d".formatted(name, axes));
    }
    if (sizes.size() == axes) {
      return sizes;
    }
    if (sizes.size() == 1) {
      return Collections.nCopies(axes, sizes.get(0));
    }
    throw new IllegalArgumentException(
        "a kernel or window needs one size, or one for each of %d axes: %s has %s"
            .formatted(axes, name, sizes));
  }
}
