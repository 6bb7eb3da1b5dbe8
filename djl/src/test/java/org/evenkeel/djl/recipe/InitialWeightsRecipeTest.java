// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.draw.OwnKernel;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that documents quote, from {@code recipe:} to {@code end}: initial weights. */
class InitialWeightsRecipeTest {

  private static NDManager manager;

  @BeforeAll
  static void open() {
    manager = NDManager.newBaseManager();
  }

  @AfterAll
  static void close() {
    manager.close();
  }

  private static float[] values(Block block, String parameter) {
    return block.getParameters().get(parameter).getArray().toFloatArray();
  }

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static SequentialBlock mine() {
    return new SequentialBlock().add(linear(16)).add(Activation.reluBlock()).add(linear(3));
  }

  @Test
  void ownBlock() {
    Block block = mine();
    // recipe: own-block
    FirstWeights weights = FirstWeights.of(Start.of("auto").withSeed(7)).applyTo(block);
    block.initialize(manager, DataType.FLOAT32, new Shape(32, 8)); // or trainer.initialize(shape)
    System.out.println(weights.untouched()); // parameters that keep DJL's own values: none here
    // end
    assertEquals(List.of(), weights.untouched());
    assertEquals(4, weights.plan().size());
  }

  @Test
  void print() {
    Block block = mine();
    // recipe: print-weights
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(block);
    block.initialize(manager, DataType.FLOAT32, new Shape(32, 8));
    System.out.println(weights); // each parameter with its kind, fans, rule and variance
    // end
    assertEquals(
        """
        parameter        kind   shape  fans  rule   gain  Var(w)    std  why
        01Linear_weight  dense   16×8  8→16  auto   1.41   0.250  0.500  data enters, before relu at q = 2.0
        01Linear_bias    bias      16        zeros     -       0      0  bias variance 0
        03Linear_weight  dense   3×16  16→3  auto   1.00  0.0625  0.250  relu enters, mirrored, before identity
        03Linear_bias    bias       3        zeros     -       0      0  bias variance 0""",
        weights.toString());
  }

  @Test
  void newHead(@TempDir Path folder) throws Exception {
    try (Model saved = Model.newInstance("backbone")) {
      Block block = mine();
      block.initialize(saved.getNDManager(), DataType.FLOAT32, new Shape(1, 8));
      saved.setBlock(block);
      saved.save(folder, "backbone");
    }
    try (Model pretrained = Model.newInstance("backbone")) {
      pretrained.setBlock(mine());
      pretrained.load(folder, "backbone");
      // recipe: new-head
      Block backbone = pretrained.getBlock(); // its weights are loaded
      Linear head = Linear.builder().setUnits(5).build();
      SequentialBlock model = new SequentialBlock().add(backbone).add(head);
      FirstWeights.of(Start.of("auto")).named("head").applyTo(head); // the head alone
      model.initialize(manager, DataType.FLOAT32, new Shape(32, 8)); // draws it, keeps the rest
      // end
      float[] loaded = values(pretrained.getBlock(), "01Linear_weight");
      Block original = mine();
      try (Model again = Model.newInstance("backbone")) {
        again.setBlock(original);
        again.load(folder, "backbone");
        assertArrayEquals(values(original, "01Linear_weight"), loaded);
      }
      Linear alone = linear(5);
      FirstWeights.of(Start.of("auto")).named("head").applyTo(alone);
      alone.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
      assertArrayEquals(values(alone, "weight"), values(head, "weight"));
    }
  }

  @Test
  void twoHeads() {
    // recipe: two-heads
    Linear left = Linear.builder().setUnits(5).build();
    Linear right = Linear.builder().setUnits(5).build();
    FirstWeights weights = FirstWeights.of(Start.of("auto"));
    weights.named("left").applyTo(left); // drawn as left_weight
    weights.named("right").applyTo(right); // drawn as right_weight: other numbers
    // end
    left.initialize(manager, DataType.FLOAT32, new Shape(1, 8));
    right.initialize(manager, DataType.FLOAT32, new Shape(1, 8));
    assertFalse(Arrays.equals(values(left, "weight"), values(right, "weight")));
  }

  @Test
  void ownParameters() {
    SequentialBlock block =
        new SequentialBlock().add(new OwnKernel(300)).add(Activation.reluBlock()).add(linear(3));
    // recipe: own-parameters
    FirstWeights weights =
        FirstWeights.of(Start.of("auto"))
            .declare( // kernel has shape (inputs, units)
                OwnKernel.class, "kernel", Kind.DENSE, s -> new Fans(s.get(0), s.get(1)))
            .declare(OwnKernel.class, "offset", Kind.BIAS)
            .applyTo(block);
    block.initialize(manager, DataType.FLOAT32, new Shape(32, 400));
    // end
    assertEquals(List.of(), weights.untouched());
    double second =
        block.getParameters().get("01OwnKernel_kernel").getArray().square().mean().getFloat();
    // He's rule, 120,000 draws: relative standard deviation 0.0041; 5 of them are a false alarm
    // once in 2 million
    assertEquals(2.0 / 400, second, 0.021 * 2 / 400);
  }
}
