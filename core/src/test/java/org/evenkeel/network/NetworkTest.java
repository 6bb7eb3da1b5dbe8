// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Supplier;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Network.Placed;
import org.evenkeel.parameter.Fans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

  @Test
  void perceptronHasOneWeightMatrixBetweenTwoWidths() {
    Network network = Network.perceptron("64,32x30,10", Activations.TANH);
    List<Placed> placed = network.weightedLayers();
    assertEquals(31, placed.size());
    assertEquals(new Fans(64, 32), placed.get(0).weights().fans());
    assertEquals(new Fans(32, 32), placed.get(15).weights().fans());
    assertEquals(new Fans(32, 10), placed.get(30).weights().fans());
    assertEquals(Activations.TANH, placed.get(29).following());
    assertEquals(Activations.IDENTITY, placed.get(30).following());
    assertArrayEquals(new int[] {10}, network.outputShape());
  }

  @Test
  void namesDoNotDependOnWhatComesAfter() {
    List<Placed> shorter = Network.perceptron("8,8x3,2", Activations.RELU).weightedLayers();
    List<Placed> longer = Network.perceptron("8,8x9,2", Activations.RELU).weightedLayers();
    for (int l = 0; l < 3; l++) {
      assertEquals(shorter.get(l).layer().weightName(), longer.get(l).layer().weightName());
      assertEquals(shorter.get(l).weights(), longer.get(l).weights());
    }
  }

  @Test
  void tenThousandLayersAreJustAList() {
    Network network = Network.perceptron("64,64x10000,10", Activations.TANH);
    assertEquals(10_001, network.weightedLayers().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '64,0,10'      | '0' in '64,0,10'
          '64,-3,10'     | '-3' in
          '64,x,10'      | 'x' in
          '64,,10'       | '' in
          '64,6x4x3,10'  | '6x4x3' in
          '64,1e3,10'    | '1e3' in
          '64,99999999999,10' | '99999999999' in
          '64'           | at least inputs and outputs
          '8,8x2000000,2'| at most 1,000,000 layers
          """)
  void badWidthsAreNamed(String layers, String message) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Network.perceptron(layers, Activations.RELU));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void layersThatDoNotFitAreNamed() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Network(List.of(1, 8, 8), List.of(new Layer.Dense("head", 10, true))));
    assertTrue(e.getMessage().contains("head gets shape [1, 8, 8]"), e.getMessage());
  }

  @Test
  void activationsAreSeenPastLayersThatKeepTheScale() {
    Network network =
        new Network(
            List.of(3, 8, 8),
            List.of(
                new Layer.Convolution("first", 16, List.of(3, 3), 1, 1, 1, false),
                new Layer.Normalization("norm", Layer.Normalization.Over.BATCH),
                new Layer.Nonlinearity("relu", Activations.RELU),
                new Layer.Residual(
                    "block",
                    1,
                    List.of(
                        new Layer.Convolution("inner", 16, List.of(3, 3), 1, 1, 4, true),
                        new Layer.Nonlinearity("tanh", Activations.TANH),
                        new Layer.Convolution("outer", 16, List.of(3, 3), 1, 1, 1, true)),
                    List.of()),
                new Layer.Nonlinearity("selu", Activations.SELU),
                new Layer.Pooling("pool", Layer.Pooling.Reduction.AVERAGE, List.of(), 1, 0),
                new Layer.Dense("head", 10, true)));
    List<Placed> placed = network.weightedLayers();
    assertEquals(
        List.of("first", "inner", "outer", "head"),
        placed.stream().map(p -> p.layer().name()).toList());
    assertEquals(
        List.of("relu", "tanh", "selu", "identity"),
        placed.stream().map(p -> p.following().name()).toList());
    assertEquals(new Fans(27, 144), placed.get(0).weights().fans());
    assertEquals(new Fans(36, 36), placed.get(1).weights().fans());
    assertEquals(new Fans(16, 10), placed.get(3).weights().fans());
  }

  @Test
  void parametersAreListedLayerByLayer() {
    Network network =
        new Network(
            List.of(3, 8, 8),
            List.of(
                new Layer.Convolution("first", 16, List.of(3, 3), 2, 1, 1, true),
                new Layer.Normalization("norm", Layer.Normalization.Over.BATCH),
                new Layer.Nonlinearity("relu", Activations.RELU),
                new Layer.Residual(
                    "block",
                    1,
                    List.of(new Layer.Convolution("inner", 16, List.of(3, 3), 1, 1, 4, false)),
                    List.of()),
                new Layer.Flatten("flatten"),
                new Layer.Dense("head", 10, true)));
    assertEquals(
        List.of(
            "first.weight convolution [16, 3, 3, 3] relu",
            "first.bias bias [16] relu",
            "norm.scale scale [16] relu",
            "norm.shift shift [16] relu",
            "inner.weight convolution [16, 4, 3, 3] identity",
            "head.weight dense [10, 256] identity",
            "head.bias bias [10] identity"),
        network.parameters().stream()
            .map(
                p ->
                    "%s %s %s %s"
                        .formatted(
                            p.name(),
                            p.shape().kind(),
                            p.shape().dimensions(),
                            p.following().name()))
            .toList());
    // every second window along both axes meets an input
    assertEquals(new Fans(27, 36), network.parameters().get(0).shape().fans());
  }

  @Test
  void parametersBeginWithTheWeightsOfTheWeightedLayers() {
    Network network = Network.perceptron("64,32x3,10", Activations.TANH);
    assertEquals(8, network.parameters().size());
    assertEquals(
        network.weightedLayers().stream().map(p -> p.layer().weightName()).toList(),
        network.parameters().stream()
            .filter(p -> p.shape().kind().isWeight())
            .map(Network.Parameter::name)
            .toList());
  }

  private static Attention attention(int heads, int units, int out) {
    return new Attention(
        "mix",
        heads,
        new Layer.Dense("mix.query", units, true),
        new Layer.Dense("mix.key", units, false),
        new Layer.Dense("mix.value", 12, true),
        new Layer.Dense("mix.output", out, true));
  }

  @Test
  void theProjectionsOfAttentionAreLayersOfTheirOwn() {
    Network network =
        new Network(
            List.of(8, 5),
            List.of(
                attention(4, 16, 6),
                new Layer.Normalization("rms", Layer.Normalization.Over.RMS),
                new Layer.Nonlinearity("gelu", Activations.GELU),
                new Layer.Normalization("token", Layer.Normalization.Over.TOKEN),
                new Layer.Unknown("other", "Other", List.of(3))));
    assertArrayEquals(new int[] {3}, network.outputShape());
    assertEquals(
        List.of(
            "mix.query 8/16 identity",
            "mix.key 8/16 identity",
            "mix.value 8/12 identity",
            "mix.output 12/6 gelu"),
        network.weightedLayers().stream()
            .map(
                p ->
                    "%s %.0f/%.0f %s"
                        .formatted(
                            p.layer().name(),
                            p.weights().fans().in(),
                            p.weights().fans().out(),
                            p.following().name()))
            .toList());
    assertEquals(
        List.of(
            "mix.query.weight [16, 8]",
            "mix.query.bias [16]",
            "mix.key.weight [16, 8]",
            "mix.value.weight [12, 8]",
            "mix.value.bias [12]",
            "mix.output.weight [6, 12]",
            "mix.output.bias [6]",
            "rms.scale [6]",
            "token.scale [6]",
            "token.shift [6]"),
        network.parameters().stream().map(p -> p.name() + " " + p.shape().dimensions()).toList());
  }

  @Test
  void attentionIsHeldToItsShapes() {
    record Row(String message, Supplier<Object> build) {}
    for (Row row :
        List.of(
            new Row("heads must divide the units", () -> attention(5, 15, 6)),
            new Row("heads must divide the units", () -> attention(3, 16, 6)),
            new Row("heads of mix must be at least 1", () -> attention(0, 16, 6)),
            new Row(
                "query and key must have the same units: mix has 8 and 4",
                () ->
                    new Attention(
                        "mix",
                        1,
                        new Layer.Dense("q", 8, true),
                        new Layer.Dense("k", 4, true),
                        new Layer.Dense("v", 8, true),
                        new Layer.Dense("o", 8, true))),
            new Row(
                "attention takes features and tokens: mix gets shape [8]",
                () -> new Network(List.of(8), List.of(attention(4, 16, 6)))),
            new Row(
                "'mix.key' stands twice",
                () ->
                    new Network(
                        List.of(8, 2),
                        List.of(attention(4, 16, 6), new Layer.Flatten("mix.key")))))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, row.build()::get, row.message());
      assertTrue(e.getMessage().contains(row.message()), e.getMessage());
    }
  }

  @Test
  void perceptronsAreWidenedAndGivenOtherActivations() {
    Network network = Network.perceptron("4,8x2,3", Activations.TANH);
    assertTrue(network.isPerceptron());
    assertEquals(List.of(4, 8, 8, 3), network.widths());
    Network changed = network.widened(2).withActivation(Activations.RELU);
    assertEquals(Network.perceptron("4,16x2,3", Activations.RELU), changed);
    assertEquals(
        network, Network.perceptron("4,8x2,3", Activations.RELU).withActivation(Activations.TANH));
  }

  @Test
  void dropoutIsLimitedInBranchesToo() {
    Layer.Dropout much = new Layer.Dropout("much", 0.5);
    Layer.Dropout little = new Layer.Dropout("little", 0.1);
    Layer dense = new Layer.Dense("dense", 4, true);
    Network network =
        new Network(
            List.of(4),
            List.of(little, new Layer.Residual("sum", 1, List.of(dense, much), List.of())));
    assertEquals(0.5, network.dropoutRate());
    Network less = network.withDropout(0.2);
    assertEquals(0.2, less.dropoutRate());
    assertEquals(network, network.withDropout(0.5));
    assertEquals(0.1, network.withDropout(0.1).dropoutRate());
    assertEquals(0, Network.perceptron("4,8x2,3", Activations.TANH).dropoutRate());
  }
}
