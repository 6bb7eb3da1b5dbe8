// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.nio.file.Path;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.weights.BlockPlan;
import org.evenkeel.djl.weights.BlockWeights;
import org.evenkeel.init.Start;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that documents quote, from {@code recipe:} to {@code end}: weights files. */
class WeightsFileRecipeTest {

  @Test
  void aBlocksWeights(@TempDir Path folder) throws Exception {
    Block block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(16).build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(3).build());
    Path file = folder.resolve("drawn.safetensors");
    Path copy = folder.resolve("copy.safetensors");
    try (NDManager manager = NDManager.newBaseManager()) {
      // recipe: block-file
      FirstWeights weights = FirstWeights.of(Start.of("auto").withSeed(7)).applyTo(block);
      WeightsOutput.to(file).write(BlockPlan.of(weights, DType.BF16, new Shape(32, 8)));
      block.initialize(manager, DataType.FLOAT32, new Shape(32, 8));
      try (Checkpoint drawn = Checkpoint.open(file)) {
        BlockWeights.of(block).load(drawn); // by name; types may widen
      }
      BlockWeights.of(block).save(copy);
      // end
      try (Checkpoint saved = Checkpoint.open(copy)) {
        assertEquals(4, saved.tensors().size());
        assertTrue(saved.tensors().stream().allMatch(one -> one.dtype() == DType.F32));
      }
    }
  }
}
