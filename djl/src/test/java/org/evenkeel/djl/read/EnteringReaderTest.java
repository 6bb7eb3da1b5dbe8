package org.evenkeel.djl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.List;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;

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

  private static List<Initializer> drawn(Block block) {
    return FirstWeights.of(Start.of("critical")).applyTo(block).plan().stream()
        .map(planned -> planned.assignment().initializer())
        .toList();
  }

  @Test
  void treeIsDrawnAsItsNetwork() {
    assertEquals(drawn(NetworkBlock.of(NETWORK)), drawn(tree()));
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
