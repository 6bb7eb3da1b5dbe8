// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import java.util.List;
import java.util.Map;
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

  @Override
  public String toString() {
    return name;
  }

  static Stream<LayerKinds> rows() {
    return Stream.concat(
        Activations.all().stream().map(LayerKinds::activation),
        Stream.of(
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
                Map.of("pooling", Map.of("reduction", "average")))));
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

  /** Standard normal examples of three classes. */
  Examples examples() {
    int size = network.input().stream().reduce(EXAMPLES, Math::multiplyExact);
    return new Examples(
        name,
        network.input(),
        Normals.of(1, size),
        new int[] {0, 1, 2, 0, 1, 2},
        List.of("a", "b", "c"));
  }
}
