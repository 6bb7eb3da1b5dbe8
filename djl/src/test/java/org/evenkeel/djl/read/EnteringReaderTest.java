package org.evenkeel.djl.read;

import static org.evenkeel.activation.Activations.RELU;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.List;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What enters a block, and so how it is drawn, is the same for a tree and for a network. */
class EnteringReaderTest {

  private static final Network NETWORK =
      new Network(
          List.of(16),
          List.of(
              new Layer.Dense("first", 16, true),
              new Layer.Nonlinearity("a1", org.evenkeel.activation.Activations.SILU),
              new Layer.Dropout("d", 0.25),
              new Layer.Dense("second", 16, true),
              new Layer.Normalization("n", Layer.Normalization.Over.BATCH),
              new Layer.Nonlinearity("a2", org.evenkeel.activation.Activations.TANH),
              new Layer.Residual(
                  "r",
                  1,
                  List.of(
                      new Layer.Dense("inside", 16, true),
                      new Layer.Nonlinearity("a3", org.evenkeel.activation.Activations.RELU),
                      new Layer.Dense("end", 16, true)),
                  List.of()),
              new Layer.Nonlinearity("a4", org.evenkeel.activation.Activations.GELU),
              new Layer.Dense("last", 4, true)));

  private static Block tree() {
    SequentialBlock branch =
        new SequentialBlock().add(linear(16)).add(Activation.reluBlock()).add(linear(16));
    return new SequentialBlock()
        .add(linear(16))
        .add(Activation.swishBlock(1))
        .add(Dropout.builder().optRate(0.25f).build())
        .add(linear(16))
        .add(BatchNorm.builder().build())
        .add(Activation.tanhBlock())
        .add(
            new ParallelBlock(
                ends ->
                    new NDList(ends.get(0).singletonOrThrow().add(ends.get(1).singletonOrThrow())),
                List.of(branch, Blocks.identityBlock())))
        .add(Activation.geluBlock())
        .add(linear(4));
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static List<Initializer> drawn(String rule, Block block) {
    return FirstWeights.of(Start.of(rule)).applyTo(block).plan().stream()
        .map(planned -> planned.assignment().initializer())
        .toList();
  }

  private static List<Initializer> weights(String rule, Network network) {
    return network.parameters().stream()
        .map(
            p ->
                Start.of(rule)
                    .assign(p.name(), p.shape().kind(), p.following(), p.entering())
                    .initializer())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"critical", "mirrored", "auto"})
  void treeIsDrawnAsItsNetwork(String rule) {
    assertEquals(drawn(rule, NetworkBlock.of(NETWORK)), drawn(rule, tree()));
  }

  /** Convolutions, pooling and flattening are links of a chain, one in groups is none. */
  @ParameterizedTest
  @CsvSource({"1, 4", "2, 0"})
  void chainIsDrawnAsItsNetwork(int groups, int mirrored) {
    Network network =
        new Network(
            List.of(2, 8, 8),
            List.of(
                new Layer.Convolution("c1", 8, List.of(3, 3), 1, 1, 1, true),
                new Layer.Nonlinearity("a1", RELU),
                new Layer.Convolution("c2", 8, List.of(3, 3), 1, 1, groups, true),
                new Layer.Nonlinearity("a2", RELU),
                new Layer.Flatten("f"),
                new Layer.Dense("d3", 16, true),
                new Layer.Nonlinearity("a3", RELU),
                new Layer.Dense("d4", 4, true)));
    Block tree =
        new SequentialBlock()
            .add(convolution(1))
            .add(Activation.reluBlock())
            .add(convolution(groups))
            .add(Activation.reluBlock())
            .add(Blocks.batchFlattenBlock())
            .add(linear(16))
            .add(Activation.reluBlock())
            .add(linear(4));
    assertEquals(weights("auto", network), drawn("auto", tree));
    assertEquals(weights("auto", network), drawn("auto", NetworkBlock.of(network)));
    assertEquals(
        mirrored,
        drawn("auto", tree).stream().filter(StructuredScaling.Mirrored.class::isInstance).count());
  }

  private static Conv2d convolution(int groups) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .setFilters(8)
        .optPadding(new Shape(1, 1))
        .optGroups(groups)
        .build();
  }

  /** Behind the first dropout or normalization no layer is a link of a chain. */
  @Test
  void placesAreThoseOfTheNetwork() {
    List<String> places = List.of("SEQUENCE", "ELSEWHERE", "ELSEWHERE", "ELSEWHERE", "ELSEWHERE");
    assertEquals(
        places,
        NETWORK.weightedLayers().stream().map(p -> p.entering().place().toString()).toList());
    assertEquals(
        places,
        ModelParameters.in(tree()).layers().stream()
            .map(p -> p.entering().place().toString())
            .toList());
  }

  @Test
  void whatEntersEachLayer() {
    assertEquals(
        List.of("data", "silu and dropout", "tanh", "an unknown input", "gelu"),
        ModelParameters.in(tree()).layers().stream()
            .map(layer -> layer.entering().toString())
            .toList());
  }

  /** A block with code of its own may do anything before its first child and between two. */
  @Test
  void ownCodeIsNotGuessed() {
    Block own =
        new SequentialBlock() {
          @Override
          protected NDList forwardInternal(
              ai.djl.training.ParameterStore store,
              NDList inputs,
              boolean training,
              ai.djl.util.PairList<String, Object> params) {
            return super.forwardInternal(store, inputs, training, params);
          }
        }.add(linear(8)).add(linear(8)).add(Activation.geluBlock()).add(linear(8));
    assertEquals(
        List.of("an unknown input", "an unknown input", "gelu"),
        ModelParameters.in(own).layers().stream()
            .map(layer -> layer.entering().toString())
            .toList());
  }
}
