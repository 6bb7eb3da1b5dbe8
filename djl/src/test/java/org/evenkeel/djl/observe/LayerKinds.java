// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.Examples;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.build.Normals;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;

/** A small network for each activation and each kind of layer, with three outputs. */
record LayerKinds(String name, Network network) {

  private static final int EXAMPLES = 6;

  private static final int TOKENS = 5;

  /** A table with a row for each class. */
  private static final Object EMBEDDING =
      Map.of("embedding", Map.of("vocabulary", 3, "units", 4, "name", "table"));

  @Override
  public String toString() {
    return name;
  }

  static Stream<LayerKinds> rows() {
    return Stream.of(Activations.all().stream().map(LayerKinds::activation), layers(), sequences())
        .flatMap(Function.identity());
  }

  private static Stream<LayerKinds> layers() {
    return Stream.of(
        row(
            "residual with scale",
            List.of(6),
            residual(0.1768, Map.of("dense", 6), activation("silu"), Map.of("dense", 6)),
            residual(0.1768, Map.of("dense", 6), activation("tanh"))),
        row(
            "attention",
            List.of(4, 3),
            residual(1, normalization("token"), Map.of("attention", Map.of("heads", 2))),
            residual(
                0.5,
                normalization("rms"),
                convolution(8, 1, 1),
                activation("gelu"),
                convolution(4, 1, 1)),
            "flatten"),
        row("batch norm", List.of(6), Map.of("dense", 6), normalization("batch")),
        row("layer norm", List.of(6), Map.of("dense", 6), normalization("layer")),
        row("token norm", List.of(4, 3), normalization("token"), "flatten"),
        row("root mean square norm", List.of(4, 3), normalization("rms"), "flatten"),
        row("dropout", List.of(6), Map.of("dense", 6), Map.of("dropout", 0.3)),
        row("convolution of 1 axis", List.of(2, 8), convolution(4, 3, 1), "flatten"),
        row("convolution of 2 axes", List.of(2, 5, 5), convolution(4, 3, 2), "flatten"),
        row("convolution of 3 axes", List.of(2, 4, 4, 4), convolution(4, 3, 3), "flatten"),
        row(
            "grouped convolution",
            List.of(4, 5, 5),
            Map.of("convolution", Map.of("channels", 4, "kernel", 3, "groups", 2)),
            "flatten"),
        row("max pooling", List.of(2, 6, 6), convolution(4, 3, 2), pooling("max"), "flatten"),
        row(
            "average pooling",
            List.of(2, 6, 6),
            convolution(4, 3, 2),
            pooling("average"),
            "flatten"),
        row(
            "global pooling",
            List.of(2, 6, 6),
            convolution(4, 3, 2),
            Map.of("pooling", Map.of("reduction", "average"))),
        row(
            "transposed convolution",
            List.of(2, 4, 4),
            Map.of("transposed-convolution", Map.of("channels", 4, "kernel", 2, "stride", 2)),
            "flatten"),
        row(
            "group norm",
            List.of(4, 3),
            Map.of("normalization", Map.of("over", "group", "groups", 2)),
            "flatten"),
        row("product", List.of(6), branches("product", List.of(), List.of(Map.of("dense", 6)))),
        row(
            "gated sum",
            List.of(6),
            branches(
                "gated-sum",
                List.of(Map.of("dense", 6), activation("sigmoid")),
                List.of(Map.of("dense", 6), activation("silu")),
                List.of())),
        row(
            "concatenation",
            List.of(6),
            branches("concatenation", List.of(Map.of("dense", 4)), List.of())),
        row(
            "patches and a class token",
            List.of(4, 3, 3),
            "tokens",
            "class-token",
            Map.of("layer-scale", 0.5),
            Map.of("token", "first")));
  }

  /** Sequences; an input without features is one of tokens. */
  private static Stream<LayerKinds> sequences() {
    return Stream.of(
        row(
            "embedding",
            List.of(TOKENS),
            EMBEDDING,
            Map.of("positions", "learned"),
            Map.of("positions", "sinusoidal"),
            Map.of("positions", "segment"),
            "flatten"),
        new LayerKinds(
            "tied head",
            NetworkTree.read(
                Map.of(
                    "input",
                    List.of(TOKENS),
                    "layers",
                    List.of(
                        EMBEDDING,
                        Map.of("token", "last"),
                        Map.of("dense", 4),
                        Map.of("tied-head", Map.of("table", "table")))))),
        row(
            "rotary causal attention",
            List.of(4, 3),
            Map.of(
                "attention", Map.of("heads", 2, "key-heads", 1, "causal", true, "rotary", 10000)),
            "flatten"),
        row(
            "attention to a memory",
            List.of(TOKENS),
            Map.of("memory", Map.of("name", "source", "tokens", 3, "layers", List.of(EMBEDDING))),
            Map.of("embedding", Map.of("vocabulary", 3, "units", 4)),
            Map.of("attention", Map.of("heads", 2, "memory", "source")),
            "flatten"),
        row(
            "gated",
            List.of(4, 3),
            Map.of("gated", Map.of("units", 8, "function", "silu")),
            "flatten"),
        row(
            "experts",
            List.of(4, 3),
            Map.of("experts", Map.of("count", 3, "units", 8, "function", "silu")),
            "flatten"),
        row(
            "mixture",
            List.of(4, 3),
            branches(
                "mixture",
                List.of(Map.of("dense", 2)),
                List.of(Map.of("dense", 4)),
                List.of(Map.of("dense", 4), activation("gelu"))),
            "flatten"),
        recurrent("rnn", false),
        recurrent("gru", false),
        recurrent("lstm", true));
  }

  private static LayerKinds recurrent(String cell, boolean bidirectional) {
    return row(
        cell,
        List.of(4, 3),
        Map.of("recurrent", Map.of("cell", cell, "units", 4, "bidirectional", bidirectional)),
        "flatten");
  }

  private static Object branches(String how, List<?>... branches) {
    return Map.of(how, Map.of("branches", List.of(branches)));
  }

  private static LayerKinds activation(Activation activation) {
    return new LayerKinds(activation.name(), Network.perceptron("6,6x3,3", activation));
  }

  private static LayerKinds row(String name, List<Integer> input, Object... layers) {
    List<Object> all =
        Stream.concat(Stream.of(layers), Stream.of(Map.of("dense", 3)))
            .map(Object.class::cast)
            .toList();
    return new LayerKinds(name, NetworkTree.read(Map.of("input", input, "layers", all)));
  }

  private static Object residual(double scale, Object... branch) {
    return Map.of("residual", Map.of("scale", scale, "branch", List.of(branch)));
  }

  private static Object activation(String function) {
    return Map.of("activation", function);
  }

  private static Object normalization(String over) {
    return Map.of("normalization", over);
  }

  private static Object convolution(int channels, int kernel, int axes) {
    return Map.of("convolution", Map.of("channels", channels, "kernel", kernel, "axes", axes));
  }

  private static Object pooling(String reduction) {
    return Map.of("pooling", Map.of("reduction", reduction, "window", 2));
  }

  /** Its Block, with a start that is drawn at initialization. */
  NetworkBlock block() {
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("auto")).applyTo(block);
    return block;
  }

  /** Standard normal examples, or tokens, of three classes. */
  Examples examples() {
    int size = network.input().stream().reduce(EXAMPLES, Math::multiplyExact);
    float[] features = Normals.of(1, size);
    if (network.input().equals(List.of(TOKENS))) {
      for (int i = 0; i < size; i++) {
        features[i] = i * i % 3;
      }
    }
    return new Examples(
        name, network.input(), features, new int[] {0, 1, 2, 0, 1, 2}, List.of("a", "b", "c"));
  }
}
