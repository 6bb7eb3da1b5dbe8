// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.djl.read.BlockSignal.Layout;
import org.evenkeel.network.Layer;
import org.junit.jupiter.api.Test;

/** What a Block throws means that it cannot be read; what our own code throws surfaces. */
class ForeignCallsTest {

  private static final Shape INPUT = new Shape(2, 3);

  private static NDArray fail(NDArray x) {
    throw new IllegalArgumentException("foreign");
  }

  @Test
  void aLambdaThatThrowsIsUnknown() {
    Block lambda = LambdaBlock.singleton(ForeignCallsTest::fail, "mine");
    assertEquals(Optional.empty(), ActivationReader.read(lambda));
    BlockSignal signal = BlockSignal.of(Layout.FEATURES_FIRST, INPUT);
    assertEquals(
        Optional.empty(),
        new BlockTrial(lambda, signal, signal).apply(new float[] {1, 2, 3, 4, 5, 6}));
  }

  @Test
  void aSumThatThrowsIsUnknown() {
    Function<List<NDList>, NDList> sum =
        ends -> {
          throw new IllegalStateException("foreign");
        };
    assertEquals(
        Optional.empty(),
        ParallelSum.read(new ParallelBlock(sum, List.of(Blocks.identityBlock()))));
  }

  @Test
  void aModelWhoseBlockDoesNotTellItsShapesIsNotRead() {
    SequentialBlock model =
        new SequentialBlock().add(Linear.builder().setUnits(2).build()).add(new Shapeless());
    assertEquals(Optional.empty(), NetworkReader.read(model, INPUT));
  }

  @Test
  void anArrayOfIntegersIsNoResult() {
    Block lambda =
        LambdaBlock.singleton(x -> x.toType(ai.djl.ndarray.types.DataType.INT32, true), "integers");
    assertEquals(Optional.empty(), ActivationReader.read(lambda));
  }

  /** A shape that does not fit the values is a mistake of the caller's. */
  @Test
  void anErrorOfOursInATrialSurfaces() {
    BlockSignal signal = BlockSignal.of(Layout.FEATURES_FIRST, INPUT);
    BlockTrial trial = new BlockTrial(Blocks.identityBlock(), signal, signal);
    assertThrows(RuntimeException.class, () -> trial.apply(new float[] {1}));
  }

  @Test
  void anErrorOfOursInAReaderSurfaces() {
    Linear block = Linear.builder().setUnits(2).build();
    LayerNames names = new LayerNames(ModelParameters.in(block));
    LayerReader reader = new LayerReader(names, new Broken());
    BlockSignal in = BlockSignal.of(Layout.FEATURES_FIRST, INPUT);
    assertEquals(
        "planted",
        assertThrows(
                IllegalArgumentException.class,
                () -> reader.read(block, "", in, Layout.FEATURES_FIRST))
            .getMessage());
  }

  /** What the network's model has no layer for is an unknown layer and no error. */
  @Test
  void aLayerThatCannotBeRepresentedIsUnknown() {
    Block everything = ai.djl.nn.norm.Dropout.builder().optRate(1).build();
    LayerReader reader = new LayerReader(new LayerNames(ModelParameters.in(everything)), Map.of());
    BlockSignal in = BlockSignal.of(Layout.FEATURES_FIRST, INPUT);
    Layer layer = reader.read(everything, "", in, Layout.FEATURES_FIRST).layers().get(0);
    assertTrue(layer instanceof Layer.Unknown, layer.toString());
  }

  private static final class Broken extends AbstractMap<Block, Activation> {
    @Override
    public boolean containsKey(Object key) {
      throw new IllegalArgumentException("planted");
    }

    @Override
    public Set<Entry<Block, Activation>> entrySet() {
      return Set.of();
    }
  }

  private static final class Shapeless extends AbstractBlock {
    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      throw new UnsupportedOperationException("foreign");
    }
  }
}
