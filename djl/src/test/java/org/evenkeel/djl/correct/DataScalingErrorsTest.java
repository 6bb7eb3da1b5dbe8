// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.correct;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;
import org.evenkeel.djl.Jvm;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.OwnDense;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a correction says when it cannot be made; nothing is changed then. */
class DataScalingErrorsTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static List<float[]> copies(Block model) {
    return model.getParameters().values().stream().map(p -> p.getArray().toFloatArray()).toList();
  }

  @Test
  void aBlockThatFailsIsNamedAndNothingIsChanged() {
    SequentialBlock inner = new SequentialBlock().add(linear(6)).add(new FailsOn(8));
    SequentialBlock model = new SequentialBlock().add(linear(5)).add(new OwnDense(NDArray::dot));
    MANAGER.initialized(model.add(inner).add(linear(5)), 1, 4);
    List<float[]> before = copies(model);
    NDList batch = new NDList(MANAGER.noise(8, 4));
    assertEquals(
        "03SequentialBlock_02FailsOn fails on inputs of shape (8, 6): no luck;"
            + " the model was initialized for (1, 4)",
        refused(DataScaling.on(batch), model).getMessage());
    refused(DataScaling.on(batch).balanced(), model);
    IllegalStateException own =
        assertThrows(
            IllegalStateException.class,
            () ->
                DataScaling.on(new NDList(MANAGER.noise(7, 4)))
                    .balanced(
                        outputs -> {
                          throw new IllegalStateException("no loss");
                        })
                    .applyTo(model));
    assertEquals("no loss", own.getMessage());
    List<float[]> after = copies(model);
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), after.get(i));
    }
  }

  /** A block that goes on where one of its own has failed is not taken for the one that fails. */
  @Test
  void aFailureThatWasDealtWithIsNone() {
    SequentialBlock model =
        MANAGER.initialized(new SequentialBlock().add(new Careful()).add(linear(2)), 1, 4);
    DataScaling.Report report = DataScaling.on(new NDList(MANAGER.noise(8, 4))).applyTo(model);
    assertEquals(List.of(), report.notScaled());
  }

  /** In a process of its own, because an agent that was attached stays. */
  @Test
  void withoutAnAgentTheRemedyIsNamed() throws Exception {
    Jvm.Result result = Jvm.run(DataScalingErrorsTest.class, "-Devenkeel.agent=off");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.out().contains("start it with -javaagent:PATH/evenkeel-djl-VERSION.jar"),
        result.out());
  }

  /** What the process does. */
  public static void main(String[] arguments) {
    MANAGER.open();
    System.out.println(
        refused(
                DataScaling.on(new NDList(MANAGER.noise(8, 4))),
                MANAGER.initialized(linear(3), 1, 4))
            .getMessage());
    MANAGER.close();
  }

  private static IllegalArgumentException refused(DataScaling scaling, Block model) {
    return assertThrows(IllegalArgumentException.class, () -> scaling.applyTo(model));
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    NDList batch = new NDList(MANAGER.noise(8, 4));
    assertEquals(
        "a correction from data needs a model with weights: SequentialBlock has none;"
            + " give it a weighted layer",
        refused(
                DataScaling.on(batch),
                MANAGER.initialized(new SequentialBlock().add(Blocks.batchFlattenBlock()), 1, 4))
            .getMessage());
    assertTrue(
        refused(DataScaling.on(batch), linear(3)).getMessage().contains("call block.initialize"));
    SequentialBlock model =
        MANAGER.initialized(new SequentialBlock().add(linear(3)).add(Activation.reluBlock()), 1, 5);
    assertEquals(
        "01Linear fails on inputs of shape (8, 4): mat1 and mat2 shapes cannot be multiplied"
            + " (8x4 and 5x3); the model was initialized for (1, 5)",
        refused(DataScaling.on(batch), model).getMessage());
    for (double target : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> DataScaling.on(batch).target(target), "" + target);
    }
    assertThrows(IllegalArgumentException.class, () -> DataScaling.on(new NDList()));
  }

  /** Fails on batches of one size. */
  private static final class FailsOn extends AbstractBlock {
    private final int size;

    FailsOn(int size) {
      this.size = size;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      if (inputs.head().getShape().get(0) == size) {
        throw new IllegalStateException("no luck\nat all");
      }
      return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }

  /** Does without a block if that fails. */
  private static final class Careful extends AbstractBlock {
    private final FailsOn inner = addChildBlock("inner", new FailsOn(8));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      try {
        return inner.forward(store, inputs, training);
      } catch (IllegalStateException e) {
        return inputs;
      }
    }

    @Override
    protected void initializeChildBlocks(NDManager scope, DataType type, Shape... shapes) {
      inner.initialize(scope, type, shapes);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return shapes;
    }
  }
}
