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
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.MethodSource;
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

  static Stream<List<Layer>> branches() {
    Layer d1 = new Layer.Dense("d1", 16, true);
    Layer d2 = new Layer.Dense("d2", 16, true);
    Layer d3 = new Layer.Dense("d3", 16, true);
    Layer d4 = new Layer.Dense("d4", 16, true);
    Layer norm = new Layer.Normalization("n", Layer.Normalization.Over.BATCH);
    Layer end = new Layer.Dense("end", 4, true);
    return Stream.of(
        List.of(d1, relu("f1"), residual(0.1, d2, gelu("f2"), d3), gelu("f3"), end),
        List.of(d1, residual(1, norm, d2, gelu("f4"), drop("d"), d3, drop("d5")), end),
        List.of(d1, residual(1, relu("f5"), d2, gelu("f6"), d3), norm, d4, relu("f7"), end),
        List.of(
            d1, gelu("f8"), norm, d2, gelu("f9"), drop("d"), d3, residual(1, d4, relu("f10")), end),
        List.of(
            d1, drop("d"), gelu("f11"), residual(1, d2, norm), relu("f12"), d3, gelu("f13"), end),
        List.of(
            d1,
            new Layer.Residual("r", 1, List.of(d2, relu("f14"), d3), List.of(d4)),
            relu("f15"),
            residual(
                "q",
                1,
                new Layer.Dense("d6", 16, true),
                gelu("f16"),
                new Layer.Dense("d7", 16, true)),
            end));
  }

  private static Layer gelu(String name) {
    return new Layer.Nonlinearity(name, org.evenkeel.activation.Activations.GELU);
  }

  private static Layer relu(String name) {
    return new Layer.Nonlinearity(name, RELU);
  }

  private static Layer drop(String name) {
    return new Layer.Dropout(name, 0.25);
  }

  private static Layer residual(double scale, Layer... branch) {
    return residual("r", scale, branch);
  }

  private static Layer residual(String name, double scale, Layer... branch) {
    return new Layer.Residual(name, scale, List.of(branch), List.of());
  }

  private static SequentialBlock tree(List<Layer> layers) {
    SequentialBlock block = new SequentialBlock();
    layers.forEach(layer -> block.add(tree(layer)));
    return block;
  }

  private static Block tree(Layer layer) {
    if (layer instanceof Layer.Dense dense) {
      return linear(dense.units());
    } else if (layer instanceof Layer.Nonlinearity nonlinearity) {
      return nonlinearity.activation().equals(RELU)
          ? Activation.reluBlock()
          : Activation.geluBlock();
    } else if (layer instanceof Layer.Dropout dropout) {
      return Dropout.builder().optRate((float) dropout.rate()).build();
    } else if (layer instanceof Layer.Residual residual) {
      float scale = (float) residual.scale();
      return new ParallelBlock(
          ends ->
              new NDList(
                  ends.get(0).singletonOrThrow().mul(scale).add(ends.get(1).singletonOrThrow())),
          List.of(
              tree(residual.branch()),
              residual.shortcut().isEmpty() ? Blocks.identityBlock() : tree(residual.shortcut())));
    }
    return BatchNorm.builder().build();
  }

  /** Branches by what enters and what they leave, links in them, and what is no link. */
  @ParameterizedTest
  @MethodSource("branches")
  void branchesAreDrawnAsTheirNetwork(List<Layer> layers) {
    Network network = new Network(List.of(16), layers);
    for (String rule : List.of("auto", "critical", "mirrored", "activation")) {
      assertEquals(
          drawn(rule, NetworkBlock.of(network)), drawn(rule, tree(layers)), layers.toString());
    }
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

  /** Behind the first normalization links begin anew, and behind a sum. */
  @Test
  void placesAreThoseOfTheNetwork() {
    List<String> places = List.of("SEQUENCE", "ELSEWHERE", "START", "LINK", "START");
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
        List.of("data", "silu and dropout", "tanh", "relu", "gelu"),
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
