// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.bench.grid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;

/**
 * The networks whose ranges are measured: kinds of networks, most of them over the same grid of
 * widths, depths and batches.
 */
final class CoverageNetworks {

  static final int CLASSES = 10;

  private static final int[] WIDTHS = {32, 64, 256, 512};

  private static final int[] DEPTHS = {8, 32, 100};

  private static final int[] BATCHES = {8, 64};

  private static final Set<String> GRID =
      Set.of("relu", "tanh", "batch norm", "layer norm", "dropout 0.2", "residual");

  /** The groups that figures are published by. */
  enum Group {
    RELU("ReLU by He's rule"),
    SMOOTH("tanh, GELU, SELU"),
    ORTHOGONAL("orthogonal, mirrored and critical weights"),
    MEAN("weights with a mean"),
    BATCH_NORM("batch norm"),
    LAYER_NORM("layer norm"),
    DROPOUT("dropout"),
    RESIDUAL("residual, with norms and without"),
    TRANSFORMER("transformers"),
    SEQUENCE("transformers over tokens"),
    CONVOLUTION("convolutions"),
    POOLING("convolutions with max pooling");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /**
   * A network with its start.
   *
   * @param group the group that its figures are counted with
   * @param kind the kind of network, for people
   * @param width its units, or channels
   * @param depth its layers, or blocks
   * @param examples the number of examples of a batch
   */
  record Case(
      Group group, String kind, int width, int depth, Network network, String start, int examples) {

    String name() {
      return "%s %dx%d/%d".formatted(kind, width, depth, examples);
    }
  }

  /** A network of a width and a depth. */
  private interface Sized {
    Network of(int width, int depth);
  }

  private final List<Case> cases = new ArrayList<>();

  private CoverageNetworks() {}

  /** All networks, in the order in which they are printed. */
  static List<Case> all() {
    CoverageNetworks networks = new CoverageNetworks();
    networks.grid();
    networks.others();
    networks.sequences();
    return networks.cases;
  }

  /** Whether a network is of those that were made for all widths, depths and batches. */
  static boolean isOfGrid(Case one) {
    return GRID.contains(one.kind());
  }

  private void grid() {
    over(Group.RELU, "relu", "he", (width, depth) -> perceptron("relu", width, depth));
    over(Group.SMOOTH, "tanh", "lecun", (width, depth) -> perceptron("tanh", width, depth));
    over(
        Group.BATCH_NORM, "batch norm", "he", (width, depth) -> chain(width, depth, Over.BATCH, 0));
    over(
        Group.LAYER_NORM, "layer norm", "he", (width, depth) -> chain(width, depth, Over.LAYER, 0));
    over(Group.DROPOUT, "dropout 0.2", "he", (width, depth) -> chain(width, depth, null, 0.2));
    over(
        Group.RESIDUAL,
        "residual",
        "he",
        (width, depth) -> residual(width, depth, 1 / Math.sqrt(depth), null));
    for (int channels : new int[] {32, 64}) {
      for (int depth : new int[] {8, 32}) {
        Network pools = convolutions(channels, depth, depth / 4, null);
        both(Group.POOLING, "pooling", channels, depth, pools, "he");
      }
    }
  }

  private void over(Group group, String kind, String start, Sized network) {
    for (int width : WIDTHS) {
      for (int depth : DEPTHS) {
        both(group, kind, width, depth, network.of(width, depth), start);
      }
    }
  }

  private void both(Group group, String kind, int width, int depth, Network network, String start) {
    for (int examples : BATCHES) {
      cases.add(new Case(group, kind, width, depth, network, start, examples));
    }
  }

  /** A perceptron of hidden layers alike. */
  private void put(
      Group group,
      String kind,
      String activation,
      int width,
      int depth,
      String start,
      int examples) {
    Network network = perceptron(activation, width, depth);
    cases.add(new Case(group, kind, width, depth, network, start, examples));
  }

  private void others() {
    put(Group.SMOOTH, "gelu", "gelu", 256, 32, "activation", 64);
    put(Group.SMOOTH, "selu", "selu", 256, 32, "lecun", 64);
    put(Group.SMOOTH, "tanh*4", "tanh", 256, 32, "lecun*4", 64);
    put(Group.ORTHOGONAL, "relu orthogonal", "relu", 128, 32, "orthogonal*2", 64);
    put(Group.ORTHOGONAL, "tanh orthogonal", "tanh", 128, 32, "orthogonal", 64);
    put(Group.ORTHOGONAL, "linear orthogonal", "identity", 128, 8, "orthogonal", 64);
    put(Group.ORTHOGONAL, "tanh critical", "tanh", 128, 32, "critical", 8);
    put(Group.ORTHOGONAL, "gelu critical", "gelu", 256, 32, "critical", 64);
    put(Group.ORTHOGONAL, "sigmoid mirrored", "sigmoid", 128, 32, "mirrored", 64);
    put(Group.ORTHOGONAL, "elu mirrored", "elu", 64, 32, "mirrored", 8);
    put(Group.ORTHOGONAL, "mish mirrored", "mish", 256, 32, "mirrored", 64);
    put(Group.MEAN, "relu uniform+", "relu", 256, 6, "uniform(-0.3,0.36)", 64);
    put(Group.MEAN, "tanh uniform+", "tanh", 256, 6, "uniform(-0.1,0.12)", 64);
    put(Group.MEAN, "relu uniform++", "relu", 64, 6, "uniform(0,0.2)", 64);
    both(Group.DROPOUT, "dropout 0.5", 64, 12, chain(64, 12, null, 0.5), "he");
    both(Group.RESIDUAL, "residual sum", 128, 16, residual(128, 16, 1, null), "he");
    both(Group.RESIDUAL, "residual bn", 128, 8, residual(128, 8, 1, Over.BATCH), "he");
    both(Group.RESIDUAL, "residual ln", 128, 8, residual(128, 8, 1, Over.LAYER), "he");
    Network before = transformer(64, 16, 4, true);
    both(Group.TRANSFORMER, "pre-norm transformer", 64, 4, before, "lecun");
    Network behind = transformer(64, 16, 4, false);
    both(Group.TRANSFORMER, "post-norm transformer", 64, 4, behind, "lecun");
    both(Group.CONVOLUTION, "convolution", 16, 6, convolutions(16, 6, 0, null), "he");
    both(Group.CONVOLUTION, "convolution bn", 16, 6, convolutions(16, 6, 0, Over.BATCH), "he");
    both(Group.POOLING, "pooling", 16, 6, convolutions(16, 6, 2, null), "he");
  }

  /**
   * Encoders and decoders over tokens that are alike from the start: of a vocabulary V of which all
   * are equally frequent, with k vectors for all of them added, correlations are (k + 1/V)/(k + 1).
   */
  private void sequences() {
    for (String norm : List.of("pre-norm", "post-norm", "rms-norm", "no norm", "causal")) {
      for (int blocks : new int[] {12, 24}) {
        sequence(norm, 64, blocks, 16, 1000, 0);
        sequence(norm, 128, blocks, 32, 16, 0);
        sequence(norm, 128, blocks, 64, 16, 1);
        sequence(norm, 64, blocks, 64, 1000, 9);
        sequence(norm, 256, blocks, 32, 1000, 3);
      }
    }
    sequence("pre-norm", 64, 6, 256, 1000, 1, 2);
    sequence("causal", 64, 6, 256, 1000, 3, 2);
    sequence("pre-norm", 256, 6, 128, 1000, 3, 2);
    sequence("post-norm", 256, 6, 128, 1000, 1, 2);
    sequence("no norm", 256, 6, 128, 1000, 9, 2);
    sequence("rms-norm", 512, 6, 32, 1000, 1, 2);
    sequence("post-norm", 512, 6, 64, 1000, 0, 2);
    sequence("causal", 512, 6, 64, 1000, 1, 2);
    sequence("pre-norm", 512, 12, 16, 1000, 3, 2);
    sequence("pre-norm", 64, 48, 16, 1000, 1, 4);
    sequence("post-norm", 64, 48, 16, 1000, 1, 4);
    sequence("no norm", 64, 48, 16, 1000, 0, 4);
    sequence("rms-norm", 128, 48, 32, 1000, 3, 2);
    sequence("causal", 128, 48, 16, 1000, 1, 2);
    sequence("pre-norm", 512, 48, 16, 1000, 1, 2);
  }

  private void sequence(String norm, int width, int blocks, int tokens, int vocabulary, int same) {
    sequence(norm, width, blocks, tokens, vocabulary, same, 8);
  }

  private void sequence(
      String norm, int width, int blocks, int tokens, int vocabulary, int same, int examples) {
    List<Object> layers = new ArrayList<>();
    layers.add(Map.of("embedding", Map.of("vocabulary", vocabulary, "units", width)));
    layers.addAll(Collections.nCopies(same, Map.of("positions", "segment")));
    Object attention =
        Map.of("attention", Map.of("heads", width / 16, "causal", norm.equals("causal")));
    List<Object> units =
        List.of(Map.of("dense", 4 * width), Map.of("activation", "gelu"), Map.of("dense", width));
    List<Object> block = new ArrayList<>();
    for (List<Object> inner : List.of(List.of(attention), units)) {
      List<Object> branch = new ArrayList<>(inner);
      double scale = norm.equals("no norm") ? 1 / Math.sqrt(2 * blocks) : 1;
      if (!norm.equals("no norm") && !norm.equals("post-norm")) {
        branch.add(0, Map.of("normalization", norm.equals("rms-norm") ? "rms" : "token"));
      }
      block.add(Map.of("residual", Map.of("branch", branch, "scale", scale)));
      if (norm.equals("post-norm")) {
        block.add(Map.of("normalization", "token"));
      }
    }
    layers.add(Map.of("repeat", Map.of("times", blocks, "layers", block)));
    layers.add(Map.of("normalization", "token"));
    layers.add(Map.of("dense", CLASSES));
    Network network = NetworkTree.read(Map.of("input", tokens, "layers", layers));
    double correlation = (same + 1.0 / vocabulary) / (same + 1);
    String kind = String.format(Locale.ROOT, "%s %d tokens r=%.2f", norm, tokens, correlation);
    cases.add(new Case(Group.SEQUENCE, kind, width, blocks, network, "lecun", examples));
  }

  private static Network perceptron(String activation, int width, int depth) {
    String layers = width + "x" + (depth + 1) + "," + CLASSES;
    return Network.perceptron(layers, Activations.named(activation));
  }

  private static Network chain(int width, int depth, Over over, double dropout) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Dense("dense" + l, width, true));
      if (over != null) {
        layers.add(new Layer.Normalization("norm" + l, over));
      }
      layers.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      if (dropout > 0) {
        layers.add(new Layer.Dropout("dropout" + l, dropout));
      }
    }
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(width), layers);
  }

  private static Network residual(int width, int depth, double scale, Over over) {
    List<Layer> layers = new ArrayList<>();
    layers.add(new Layer.Dense("stem", width, true));
    for (int l = 1; l <= depth; l++) {
      List<Layer> branch = new ArrayList<>();
      if (over != null) {
        branch.add(new Layer.Normalization("norm" + l, over));
      }
      branch.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      branch.add(new Layer.Dense("first" + l, width, true));
      branch.add(new Layer.Nonlinearity("inner" + l, Activations.RELU));
      branch.add(new Layer.Dense("second" + l, width, true));
      layers.add(new Layer.Residual("residual" + l, scale, branch, List.of()));
    }
    layers.add(new Layer.Nonlinearity("last", Activations.RELU));
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(width), layers);
  }

  private static Network transformer(int features, int tokens, int depth, boolean before) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      Layer attention =
          new Attention(
              "attention" + l,
              4,
              new Layer.Dense("query" + l, features, true),
              new Layer.Dense("key" + l, features, true),
              new Layer.Dense("value" + l, features, true),
              new Layer.Dense("output" + l, features, true));
      block(layers, "a" + l, before, List.of(attention));
      block(
          layers,
          "m" + l,
          before,
          List.of(
              token("up" + l, 4 * features),
              new Layer.Nonlinearity("gelu" + l, Activations.GELU),
              token("down" + l, features)));
    }
    layers.add(
        new Layer.Pooling("pool", Layer.Pooling.Reduction.AVERAGE, List.of(), 1, 0)); // over tokens
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(features, tokens), layers);
  }

  private static Layer token(String name, int units) {
    return new Layer.Convolution(name, units, List.of(1), 1, 0, 1, true);
  }

  private static void block(List<Layer> layers, String name, boolean before, List<Layer> inner) {
    Layer norm = new Layer.Normalization("norm." + name, Over.TOKEN);
    List<Layer> branch = new ArrayList<>(inner);
    if (before) {
      branch.add(0, norm);
    }
    layers.add(new Layer.Residual("residual." + name, 1, branch, List.of()));
    if (!before) {
      layers.add(norm);
    }
  }

  /** Convolutions over 16×16 positions, with pooling behind every so many of them; 0 for none. */
  private static Network convolutions(int channels, int depth, int every, Over over) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(
          new Layer.Convolution("conv" + l, channels, Collections.nCopies(2, 3), 1, 1, 1, true));
      if (over != null) {
        layers.add(new Layer.Normalization("norm" + l, over));
      }
      layers.add(new Layer.Nonlinearity("relu" + l, Activations.RELU));
      if (every > 0 && l % every == 0 && l < depth) {
        layers.add(
            new Layer.Pooling(
                "pool" + l, Layer.Pooling.Reduction.MAX, Collections.nCopies(2, 2), 2, 0));
      }
    }
    layers.add(new Layer.Flatten("flatten"));
    layers.add(new Layer.Dense("head", CLASSES, true));
    return new Network(List.of(3, 16, 16), layers);
  }
}
