// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTreeTest {

  static Map<String, Object> network(Object... layers) {
    return Map.of("input", List.of(1, 8, 8), "layers", List.of(layers));
  }

  @Test
  void everyKindOfLayerIsRead() {
    Network network =
        NetworkTree.read(
            network(
                Map.of("convolution", Map.of("channels", 16, "kernel", 3, "padding", 1)),
                Map.of("normalization", "batch"),
                Map.of("activation", "relu"),
                Map.of(
                    "residual",
                    Map.of(
                        "scale",
                        0.5,
                        "branch",
                        List.of(
                            Map.of(
                                "convolution",
                                Map.of("channels", 8, "kernel", List.of(3, 3), "padding", 1)),
                            Map.of("convolution", Map.of("channels", 16, "kernel", 1))))),
                Map.of("pooling", Map.of("reduction", "max", "window", 2)),
                "flatten",
                Map.of("dropout", 0.1),
                Map.of("dense", 32),
                Map.of("dense", Map.of("units", 10, "name", "head", "bias", false))));
    assertArrayEquals(new int[] {10}, network.outputShape());
    assertEquals(
        List.of(
            "convolution1", "residual1.convolution1", "residual1.convolution2", "dense1", "head"),
        network.weightedLayers().stream().map(p -> p.layer().name()).toList());
    assertEquals(16 * 4 * 4, network.weightedLayers().get(3).weights().fans().in());
  }

  @Test
  void aTransformerIsWrittenOnFeaturesAndTokens() {
    Map<String, Object> tree =
        Map.of(
            "input",
            List.of(8, 5),
            "layers",
            List.of(
                Map.of(
                    "residual",
                    List.of(
                        Map.of("normalization", "rms"),
                        Map.of("attention", Map.of("heads", 4, "units", 32, "bias", false)))),
                Map.of("normalization", "token"),
                Map.of("attention", 2),
                Map.of("convolution", Map.of("channels", 16, "kernel", 1, "axes", 1)),
                Map.of("activation", "gelu"),
                Map.of("attention", Map.of("heads", 1, "name", "last"))));
    Network network = NetworkTree.read(tree);
    assertArrayEquals(new int[] {16, 5}, network.outputShape());
    assertEquals(
        List.of(
            "residual1.normalization1.scale [8]",
            "residual1.attention1.query.weight [32, 8]",
            "residual1.attention1.key.weight [32, 8]",
            "residual1.attention1.value.weight [32, 8]",
            "residual1.attention1.output.weight [8, 32]",
            "normalization1.scale [8]",
            "normalization1.shift [8]",
            "attention1.query.weight [8, 8]",
            "attention1.query.bias [8]"),
        network.parameters().stream()
            .limit(9)
            .map(p -> p.name() + " " + p.shape().dimensions())
            .toList());
    assertEquals(
        List.of("last.query", "last.key", "last.value", "last.output"),
        network.weightedLayers().stream().skip(9).map(p -> p.layer().name()).toList());
  }

  /** A decoder of two blocks: the same layers under names of their own, and a tied head. */
  @Test
  void aLanguageModelIsWrittenOnTokenNumbers() {
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                5,
                "layers",
                List.of(
                    Map.of("embedding", Map.of("vocabulary", 11, "units", 8, "name", "table")),
                    Map.of("positions", Map.of("source", "learned", "length", 9)),
                    Map.of("positions", "sinusoidal"),
                    Map.of(
                        "repeat",
                        Map.of(
                            "times",
                            2,
                            "name",
                            "h",
                            "layers",
                            List.of(
                                Map.of(
                                    "residual",
                                    List.of(
                                        Map.of("normalization", "rms"),
                                        Map.of(
                                            "attention",
                                            Map.of(
                                                "heads",
                                                4,
                                                "key-heads",
                                                2,
                                                "causal",
                                                true,
                                                "rotary",
                                                10_000,
                                                "bias",
                                                false)),
                                        Map.of("layer-scale", 0.1))),
                                Map.of(
                                    "gated",
                                    Map.of("units", 12, "function", "silu", "bias", false))))),
                    Map.of("tied-head", "table"))));
    assertArrayEquals(new int[] {11, 5}, network.outputShape());
    assertEquals(11, network.vocabulary().orElseThrow());
    List<String> parameters =
        network.parameters().stream().map(p -> p.name() + " " + p.shape().dimensions()).toList();
    assertEquals(
        List.of(
            "table.weight [11, 8]",
            "positions1.weight [9, 8]",
            "h.0.residual1.normalization1.scale [8]",
            "h.0.residual1.attention1.query.weight [8, 8]",
            "h.0.residual1.attention1.key.weight [4, 8]",
            "h.0.residual1.attention1.value.weight [4, 8]",
            "h.0.residual1.attention1.output.weight [8, 8]",
            "h.0.residual1.layer-scale1.scale [8]",
            "h.0.gated1.gate.weight [12, 8]",
            "h.0.gated1.up.weight [12, 8]",
            "h.0.gated1.down.weight [8, 12]"),
        parameters.subList(0, 11));
    assertEquals(2 + 2 * 9, parameters.size());
    assertEquals("tied-head1", network.weightedLayers().get(16).layer().name());
    assertEquals("table.weight", network.weightedLayers().get(16).layer().weightName());
  }

  @Test
  void recurrentLayersHaveParametersForEachDirection() {
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                List.of(5, 7),
                "layers",
                List.of(
                    Map.of("recurrent", Map.of("cell", "gru", "units", 4, "bidirectional", true)),
                    Map.of("token", "last"),
                    Map.of("dense", 2))));
    assertArrayEquals(new int[] {2}, network.outputShape());
    assertEquals(
        List.of(
            "recurrent1.weight_ih_l0 [12, 5]",
            "recurrent1.weight_hh_l0 [12, 4]",
            "recurrent1.bias_ih_l0 [12]",
            "recurrent1.bias_hh_l0 [12]",
            "recurrent1.weight_ih_l0_reverse [12, 5]",
            "recurrent1.weight_hh_l0_reverse [12, 4]",
            "recurrent1.bias_ih_l0_reverse [12]",
            "recurrent1.bias_hh_l0_reverse [12]",
            "dense1.weight [2, 8]",
            "dense1.bias [2]"),
        network.parameters().stream().map(p -> p.name() + " " + p.shape().dimensions()).toList());
  }

  @Test
  void branchesAreMultipliedOrPutOneAfterAnother() {
    Network network =
        NetworkTree.read(
            network(
                Map.of(
                    "concatenation",
                    List.of(
                        List.of(Map.of("convolution", Map.of("channels", 3, "kernel", 1))),
                        List.of())),
                "tokens",
                "class-token",
                Map.of("product", List.of(List.of(Map.of("dense", 4)), List.of())),
                Map.of("token", "first"),
                Map.of("dense", 2)));
    assertArrayEquals(new int[] {2}, network.outputShape());
    assertEquals(
        List.of("concatenation1.0.convolution1", "class-token1", "product1.0.dense1", "dense1"),
        network.weightedLayers().stream().map(p -> p.layer().name()).toList());
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(
            network("flatten", Map.of("embedding", Map.of("vocabulary", 0, "units", 4))),
            "vocabulary of embedding1 must be at least 1: 0"),
        Arguments.of(
            network(Map.of("embedding", Map.of("vocabulary", 5, "units", 4))),
            "an embedding takes a vector of token numbers: embedding1 gets shape [1, 8, 8]"),
        Arguments.of(
            network(
                "flatten", Map.of("embedding", Map.of("vocabulary", 5, "units", 4, "padding", 5))),
            "padding must be a token of the vocabulary: embedding1 has 5 of 5 tokens"),
        Arguments.of(
            network("tokens", Map.of("positions", Map.of("source", "learned", "length", 63))),
            "positions must be at least as many as tokens: positions1 has 63 for 64 tokens"),
        Arguments.of(
            network("tokens", Map.of("positions", "relative")),
            "one of learned, sinusoidal, segment: relative"),
        Arguments.of(
            network(Map.of("recurrent", Map.of("cell", "lstm", "units", 3))),
            "a recurrent layer takes features and tokens: recurrent1 gets shape [1, 8, 8]"),
        Arguments.of(
            network("tokens", Map.of("recurrent", Map.of("cell", "gated", "units", 3))),
            "one of rnn, rnn_relu, gru, lstm: gated"),
        Arguments.of(network("class-token"), "class-token takes features and tokens"),
        Arguments.of(network("flatten", "tokens"), "tokens takes an image"),
        Arguments.of(network("tokens", Map.of("token", "middle")), "one of first, last: middle"),
        Arguments.of(network(Map.of("layer-scale", "small")), "must be a finite number: small"),
        Arguments.of(
            network(Map.of("tied-head", "table")), "there is no embedding 'table' before it"),
        Arguments.of(
            network(
                "flatten",
                Map.of("embedding", Map.of("vocabulary", 5, "units", 4, "name", "e")),
                Map.of("dense", 3),
                Map.of("tied-head", "e")),
            "a tied head takes as many features as its table's vectors have: tied-head1 gets 3"),
        Arguments.of(network(Map.of("product", List.of(List.of()))), "at least two branches"),
        Arguments.of(
            network(Map.of("gated-sum", List.of(List.of(), List.of()))),
            "a gated-sum has three branches, the gate and the two that it weighs: gated-sum1 has 2"),
        Arguments.of(
            network(
                Map.of(
                    "gated-sum",
                    List.of(
                        List.of(),
                        List.of(),
                        List.of(Map.of("convolution", Map.of("channels", 2, "kernel", 1)))))),
            "the branches of a gated-sum must end in one shape: gated-sum1 has [1, 8, 8] and [2, 8, 8]"),
        Arguments.of(network(Map.of("product", 3)), "must be a list of lists of layers: 3"),
        Arguments.of(
            network(
                Map.of(
                    "product",
                    List.of(
                        List.of(),
                        List.of(Map.of("convolution", Map.of("channels", 2, "kernel", 1)))))),
            "the branches of a product must end in one shape: product1 has [1, 8, 8] and [2, 8, 8]"),
        Arguments.of(
            network(
                Map.of(
                    "concatenation",
                    List.of(
                        List.of(),
                        List.of(Map.of("convolution", Map.of("channels", 1, "kernel", 3)))))),
            "in shapes that differ in features alone"),
        Arguments.of(
            network(Map.of("repeat", Map.of("times", 0, "layers", List.of("flatten")))),
            "times of repeat1 must be at least 1: 0"),
        Arguments.of(
            network(Map.of("repeat", Map.of("times", 2, "layers", List.of("flatter")))),
            "layers[0].repeat.layers[0]: unknown kind of layer 'flatter'"),
        Arguments.of(
            network("tokens", Map.of("attention", Map.of("heads", 1, "key-heads", 2))),
            "key-heads must divide the heads of attention: attention1 has 2 for 1 heads"),
        Arguments.of(
            network("tokens", Map.of("attention", Map.of("heads", 1, "rotary", 10_000))),
            "rotary positions need a base above 1 and heads of even size"),
        Arguments.of(List.of(1), "network must be a map"),
        Arguments.of(Map.of("layers", List.of("flatten")), "needs its input shape"),
        Arguments.of(Map.of("input", 64, "layers", "dense"), "layers must be a list"),
        Arguments.of(
            Map.of("input", 64, "layers", List.of(Map.of("dense", 3)), "seed", 1),
            "unknown key 'seed'; known are input, layers, shape"),
        Arguments.of(network(Map.of("dens", 3)), "layers[0]: unknown kind of layer 'dens'"),
        Arguments.of(network(Map.of("dense", Map.of("unit", 3, "units", 3))), "unknown key 'unit'"),
        Arguments.of(network(Map.of("dense", "many")), "'units' must be a whole number: many"),
        Arguments.of(network(Map.of("dense", Map.of())), "needs 'units'"),
        Arguments.of(
            network(Map.of("pooling", Map.of("reduction", "median"))),
            "one of max, average: median"),
        Arguments.of(network(Map.of("dropout", 1.5)), "dropout rate"),
        Arguments.of(network(Map.of("attention", 1)), "attention1 gets shape [1, 8, 8]"),
        Arguments.of(network("flatten", Map.of("attention", 3)), "has 64 for 3 heads"),
        Arguments.of(network(Map.of("attention", Map.of("units", 3))), "needs 'heads'"),
        Arguments.of(
            network(Map.of("normalization", Map.of("over", "group", "groups", 3))),
            "groups must divide the channels of a normalization"),
        Arguments.of(
            network(
                Map.of("transposed-convolution", Map.of("channels", 2, "kernel", 2, "padding", 2))),
            "padding of a transposed convolution must be less than its kernel"),
        Arguments.of(
            network(Map.of("normalization", "root")), "batch, layer, group, token, rms: root"),
        Arguments.of(
            Map.of("input", List.of(0), "layers", List.of("flatten")), "input size must be"),
        Arguments.of(network(Map.of("activation", "rulu")), "rulu"),
        Arguments.of(network("flatten"), "at least one layer with weights"),
        Arguments.of(
            network(
                "flatten",
                Map.of("dense", Map.of("units", 3, "name", "a")),
                Map.of("dense", Map.of("units", 3, "name", "a"))),
            "'a' stands twice"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badTreesAreNamed(Object tree, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> NetworkTree.read(tree));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
