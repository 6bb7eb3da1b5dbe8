// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.tree.TreeNode;

/** The table of the words for layers in files of networks. */
final class LayerTable {

  /** The number of layers that a repetition has at most. */
  private static final int MOST_REPEATED = 100_000;

  /**
   * A layer as it is written.
   *
   * @param name its name
   * @param values its values
   * @param input the shape of what enters it
   * @param place its place in the file
   * @param tree the reader of the layers inside of it
   */
  @SuppressWarnings("ArrayRecordComponent") // of one layer, not compared
  record Entry(String name, TreeNode values, int[] input, String place, NetworkTree tree) {

    /** The layers of a list among its values. */
    private List<Layer> inside(String key, String prefix) {
      return tree.layers(
          values.take(key, List.of()), input, place + "." + key, name + "." + prefix);
    }

    private int features() {
      return input[0];
    }
  }

  /**
   * A row of the table.
   *
   * @param essential the key of the single value that may stand alone; empty if there is none
   * @param layers the layers that the word stands for
   */
  record Row(String essential, Function<Entry, List<Layer>> layers) {}

  /** The rows by word. */
  static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    one("dense", "units", e -> new Layer.Dense(e.name, units(e), bias(e)));
    one("convolution", "", LayerTable::convolution);
    one("transposed-convolution", "", LayerTable::transposed);
    one("pooling", "reduction", LayerTable::pooling);
    one("flatten", "", e -> new Layer.Flatten(e.name));
    one("activation", "function", e -> activation(e.name, e));
    one("dropout", "rate", e -> new Layer.Dropout(e.name, e.values.number("rate", null)));
    one("normalization", "over", LayerTable::normalization);
    one("attention", "heads", LayerTable::attention);
    one(
        "residual",
        "branch",
        e ->
            new Layer.Residual(
                e.name,
                e.values.number("scale", 1.0),
                e.inside("branch", ""),
                e.inside("shortcut", "shortcut.")));
    for (Merge.How how : Merge.How.values()) {
      one(how.toString(), "branches", e -> new Merge(e.name, how, branches(e)));
    }
    one("memory", "layers", LayerTable::memory);
    one("embedding", "vocabulary", LayerTable::embedding);
    one("positions", "source", LayerTable::positions);
    one("class-token", "", e -> new TokenLayer.ClassToken(e.name, false));
    one(
        "token",
        "position",
        e ->
            new TokenLayer.Selection(
                e.name, e.values.choice("position", TokenLayer.Selection.Which.class)));
    one("tokens", "", e -> new TokenLayer.Patches(e.name));
    one(
        "layer-scale",
        "value",
        e -> new TokenLayer.LayerScale(e.name, e.values.number("value", null)));
    one(
        "tied-head",
        "table",
        e ->
            new TokenLayer.TiedHead(
                e.name,
                e.tree.embedding(e.values.word("table", null), e.place),
                e.values.flag("bias", false)));
    one("recurrent", "cell", LayerTable::recurrent);
    one("experts", "count", LayerTable::experts);
    ROWS.put("gated", new Row("units", LayerTable::gated));
    ROWS.put("repeat", new Row("", LayerTable::repeat));
  }

  private LayerTable() {}

  private static void one(String word, String essential, Function<Entry, Layer> layer) {
    ROWS.put(word, new Row(essential, entry -> List.of(layer.apply(entry))));
  }

  private static int units(Entry entry) {
    return entry.values.integer("units");
  }

  private static boolean bias(Entry entry) {
    return entry.values.flag("bias", true);
  }

  private static Layer.Nonlinearity activation(String name, Entry entry) {
    return new Layer.Nonlinearity(name, Activations.named(entry.values.word("function", null)));
  }

  private static Layer convolution(Entry entry) {
    TreeNode node = entry.values;
    List<Integer> kernel = node.integers("kernel", List.of());
    int axes = node.integer("axes", kernel.size() > 1 ? kernel.size() : 2);
    return new Layer.Convolution(
        entry.name,
        node.integer("channels"),
        perAxis(kernel, axes, entry.name),
        node.integer("stride", 1),
        node.integer("padding", 0),
        node.integer("groups", 1),
        bias(entry));
  }

  private static Layer normalization(Entry entry) {
    Over over = entry.values.choice("over", Over.class);
    return new Layer.Normalization(
        entry.name, over, over == Over.GROUP ? entry.values.integer("groups", 32) : 1, false);
  }

  private static Layer transposed(Entry entry) {
    TreeNode node = entry.values;
    List<Integer> kernel = node.integers("kernel", List.of());
    int axes = node.integer("axes", kernel.size() > 1 ? kernel.size() : 2);
    return new TransposedConvolution(
        entry.name,
        node.integer("channels"),
        perAxis(kernel, axes, entry.name),
        node.integer("stride", 1),
        node.integer("padding", 0),
        node.integer("output-padding", 0),
        node.integer("groups", 1),
        bias(entry));
  }

  private static Layer pooling(Entry entry) {
    TreeNode node = entry.values;
    List<Integer> window = node.integers("window", List.of());
    int axes = node.integer("axes", window.size() > 1 ? window.size() : 2);
    return new Layer.Pooling(
        entry.name,
        node.choice("reduction", Layer.Pooling.Reduction.class),
        window.isEmpty() ? window : perAxis(window, axes, entry.name),
        node.integer("stride", window.isEmpty() ? 1 : window.get(0)),
        node.integer("padding", 0));
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

  /** Attention whose output has the features of its input and whose heads share the units. */
  private static Layer attention(Entry entry) {
    TreeNode node = entry.values;
    String name = entry.name;
    int heads = Shapes.requireAtLeastOne("heads of " + name, node.integer("heads"));
    int units = node.integer("units", entry.features());
    int keyHeads =
        Shapes.requireAtLeastOne("key-heads of " + name, node.integer("key-heads", heads));
    boolean bias = bias(entry);
    // Where heads do not divide the units, the layer says so.
    int keys = keyHeads == heads ? units : units / heads * keyHeads;
    return new Attention(
        name,
        heads,
        List.of(
            new Layer.Dense(name + ".query", units, bias),
            new Layer.Dense(name + ".key", keys, bias),
            new Layer.Dense(name + ".value", keys, bias)),
        new Layer.Dense(name + ".output", entry.features(), bias),
        new Attention.Pattern(
            keyHeads,
            node.flag("causal", false),
            node.number("rotary", 0.0),
            node.optionalWord("memory").map(memory -> entry.tree.memory(memory, entry.place))));
  }

  private static Layer memory(Entry entry) {
    int tokens = entry.values.integer("tokens", 0);
    int[] taken = entry.input.clone();
    if (tokens != 0) {
      taken[taken.length - 1] = Shapes.requireAtLeastOne("tokens of " + entry.name, tokens);
    }
    Object tree = entry.values.take("layers", List.of());
    List<Layer> layers = entry.tree.layers(tree, taken, entry.place + ".layers", entry.name + ".");
    Memory memory = new Memory(entry.name, tokens, layers);
    int[] kept = memory.kept(entry.input);
    entry.tree.remember(new Attention.Source(entry.name, kept[0], kept[1]));
    return memory;
  }

  private static List<List<Layer>> branches(Entry entry) {
    String place = entry.place + ".branches";
    Object tree = entry.values.take("branches", List.of());
    if (!(tree instanceof List<?> lists)) {
      throw new IllegalArgumentException(
          "%s must be a list of lists of layers: %s".formatted(place, tree));
    }
    List<List<Layer>> branches = new ArrayList<>();
    for (Object branch : lists) {
      int number = branches.size();
      branches.add(
          entry.tree.layers(
              branch,
              entry.input,
              "%s[%d]".formatted(place, number),
              "%s.%d.".formatted(entry.name, number)));
    }
    return branches;
  }

  private static Layer embedding(Entry entry) {
    TokenLayer.Embedding embedding =
        new TokenLayer.Embedding(
            entry.name,
            entry.values.integer("vocabulary"),
            units(entry),
            entry.values.integer("padding", -1));
    entry.tree.remember(embedding);
    return embedding;
  }

  private static Layer positions(Entry entry) {
    return new TokenLayer.Positions(
        entry.name,
        entry.values.choice("source", TokenLayer.Positions.Source.class),
        entry.values.integer("length", entry.input[entry.input.length - 1]),
        false);
  }

  private static Layer recurrent(Entry entry) {
    return new Recurrent(
        entry.name,
        entry.name,
        0,
        entry.values.choice("cell", Recurrent.Cell.class),
        units(entry),
        entry.values.flag("bidirectional", false));
  }

  /**
   * A gated feed-forward network on each token, {@code down(f(gate(x)) · up(x))} (Shazeer 2020).
   */
  private static List<Layer> gated(Entry entry) {
    String name = entry.name;
    int units = units(entry);
    boolean bias = bias(entry);
    Layer.Dense gate = new Layer.Dense(name + ".gate", units, bias);
    Layer.Dense up = new Layer.Dense(name + ".up", units, bias);
    return List.of(
        new Merge(
            name,
            Merge.How.PRODUCT,
            List.of(List.of(gate, activation(name + ".activation", entry)), List.of(up))),
        new Layer.Dense(name + ".down", entry.features(), bias));
  }

  /** A mixture of gated feed-forward networks, by the names of Mixtral (Jiang et al. 2024). */
  private static Layer experts(Entry entry) {
    String name = entry.name;
    int count = Shapes.requireAtLeastOne("count of " + name, entry.values.integer("count"));
    int units = units(entry);
    boolean bias = bias(entry);
    Activation function = Activations.named(entry.values.word("function", null));
    return Merge.ofExperts(name, count, entry.features(), units, function, bias);
  }

  /** The same layers several times, each time under names of their own: {@code name.0.…}. */
  private static List<Layer> repeat(Entry entry) {
    int times = Shapes.requireAtLeastOne("times of " + entry.name, entry.values.integer("times"));
    Object tree = entry.values.take("layers", List.of());
    List<Layer> layers = new ArrayList<>();
    int[] shape = entry.input;
    for (int time = 0; time < times; time++) {
      List<Layer> next =
          entry.tree.layers(
              tree, shape, entry.place + ".layers", "%s.%d.".formatted(entry.name, time));
      shape = Shapes.through(next, shape);
      layers.addAll(next);
      if (layers.size() > MOST_REPEATED || (long) times * next.size() > MOST_REPEATED) {
        throw new IllegalArgumentException(
            "a repetition must have at most %,d layers: %s has %,d times %,d"
                .formatted(MOST_REPEATED, entry.name, times, next.size()));
      }
    }
    return layers;
  }
}
