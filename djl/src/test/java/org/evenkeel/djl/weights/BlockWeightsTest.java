// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.recurrent.LSTM;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.draw.OwnKernel;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Start;
import org.evenkeel.weights.audit.Audit;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BlockWeightsTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  @TempDir Path folder;

  private static Linear linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  /** A model with the input that it takes. */
  record Sample(String name, Supplier<Block> block, Shape input) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Sample> SAMPLES =
      List.of(
          new Sample(
              "perceptron",
              () ->
                  new SequentialBlock().add(linear(16)).add(Activation.geluBlock()).add(linear(3)),
              new Shape(1, 8)),
          new Sample(
              "convolutions",
              () ->
                  new SequentialBlock()
                      .add(Conv2d.builder().setFilters(6).setKernelShape(new Shape(3, 3)).build())
                      .add(BatchNorm.builder().build())
                      .add(Activation.reluBlock())
                      .add(Blocks.batchFlattenBlock())
                      .add(linear(3)),
              new Shape(1, 2, 8, 8)),
          new Sample(
              "recurrent",
              () ->
                  new SequentialBlock()
                      .add(
                          LSTM.builder()
                              .setNumLayers(2)
                              .setStateSize(5)
                              .optBatchFirst(true)
                              .build())
                      .add(LayerNorm.builder().build()),
              new Shape(1, 4, 3)));

  private static List<ModelParameter> parameters(Block block) {
    return ModelParameters.in(block).all();
  }

  /** The file of a plan has the bits of the initialized block, under the names of a check. */
  @ParameterizedTest
  @FieldSource("SAMPLES")
  void thePlanHasTheBitsOfTheBlock(Sample sample) throws Exception {
    Path file = folder.resolve("x.safetensors");
    Start start = Start.of("auto").withSeed(5).withBiasVariance(0.1);
    FirstWeights planned = FirstWeights.of(start).applyTo(sample.block().get());
    WeightsOutput.to(file).write(BlockPlan.of(planned, DType.F32, sample.input()));
    Block block = sample.block().get();
    FirstWeights.of(start).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, sample.input());
    try (Checkpoint read = Checkpoint.open(file)) {
      List<ModelParameter> parameters = parameters(block);
      assertEquals(
          parameters.stream().map(ModelParameter::name).toList(),
          read.tensors().stream().map(Tensor::name).toList());
      try (Checkpoint held = BlockWeights.of(block)) {
        for (Tensor tensor : held.tensors()) {
          assertEquals(tensor, read.tensor(tensor.name()).orElseThrow());
        }
      }
      Block other = sample.block().get();
      other.initialize(MANAGER.get(), DataType.FLOAT32, sample.input());
      BlockWeights.of(other).load(read);
      assertSame(block, other);
      Audit audit = Audit.of(read, Optional.empty(), bytes -> {});
      assertEquals(Audit.State.INITIAL, audit.state(), audit.toString());
    }
  }

  private static void assertSame(Block expected, Block found) {
    List<ModelParameter> theirs = parameters(found);
    List<ModelParameter> ours = parameters(expected);
    assertEquals(ours.size(), theirs.size());
    for (int i = 0; i < ours.size(); i++) {
      assertArrayEquals(
          ours.get(i).parameter().getArray().toByteArray(),
          theirs.get(i).parameter().getArray().toByteArray(),
          ours.get(i).name());
    }
  }

  /** Weights of every floating-point type of the engine are saved and loaded bit for bit. */
  @ParameterizedTest
  @FieldSource("TYPES")
  void savedWeightsAreLoadedBitForBit(DataType type) throws Exception {
    Sample sample = SAMPLES.get(0);
    Block block = sample.block().get();
    FirstWeights.of(Start.of("he")).applyTo(block);
    block.initialize(MANAGER.get(), type, sample.input());
    Path file = folder.resolve(type + ".safetensors");
    BlockWeights.of(block).save(file);
    Block other = sample.block().get();
    FirstWeights.of(Start.of("he").withSeed(2)).applyTo(other);
    other.initialize(MANAGER.get(), type, sample.input());
    try (Checkpoint saved = Checkpoint.open(file)) {
      BlockWeights.of(other).load(saved);
    }
    assertSame(block, other);
  }

  static final List<DataType> TYPES = List.of(DataType.FLOAT32, DataType.FLOAT16, DataType.FLOAT64);

  /** An array whose elements do not follow each other in memory is overwritten all the same. */
  @Test
  void aTransposedArrayIsLoaded() throws Exception {
    Linear block = linear(3);
    block.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 8));
    Path file = folder.resolve("x.safetensors");
    BlockWeights.of(block).save(file);
    Linear other = linear(3);
    Parameter weight = other.getParameters().get("weight");
    weight.setArray(MANAGER.get().zeros(new Shape(8, 3)).transpose());
    other.getParameters().get("bias").setArray(MANAGER.get().ones(new Shape(3)));
    try (Checkpoint saved = Checkpoint.open(file)) {
      BlockWeights.of(other).load(saved);
    }
    assertArrayEquals(
        block.getParameters().get("weight").getArray().toFloatArray(),
        weight.getArray().toFloatArray());
    assertArrayEquals(new float[3], other.getParameters().get("bias").getArray().toFloatArray());
  }

  /** 16-bit files widen without a change of value; wider ones are not rounded. */
  @Test
  void narrowTypesWidenAndWideOnesAreRefused() throws Exception {
    Sample sample = SAMPLES.get(0);
    for (DType dtype : DType.DRAWN) {
      FirstWeights weights = FirstWeights.of(Start.of("he")).applyTo(sample.block().get());
      DrawPlan plan = BlockPlan.of(weights, dtype, sample.input());
      Path file = folder.resolve(dtype + ".safetensors");
      WeightsOutput.to(file).write(plan);
      Block block = sample.block().get();
      block.initialize(MANAGER.get(), DataType.FLOAT32, sample.input());
      try (Checkpoint saved = Checkpoint.open(file)) {
        BlockWeights held = BlockWeights.of(block);
        if (dtype == DType.F64) {
          String message =
              assertThrows(IllegalArgumentException.class, () -> held.load(saved)).getMessage();
          assertTrue(message.contains("would be rounded"), message);
        } else {
          held.load(saved);
          Path wide = folder.resolve("wide-" + dtype + ".safetensors");
          held.save(wide);
          try (Checkpoint widened = Checkpoint.open(wide)) {
            Block again = sample.block().get();
            again.initialize(MANAGER.get(), DataType.FLOAT32, sample.input());
            BlockWeights.of(again).load(widened);
            assertSame(block, again);
            NDArray weight = again.getParameters().valueAt(0).getArray();
            assertEquals(0.5, weight.pow(2).mean().getFloat() * 2, 0.2);
          }
        }
      }
    }
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    Block block = new SequentialBlock().add(linear(4)).add(linear(2));
    block.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 8));
    Path file = folder.resolve("x.safetensors");
    BlockWeights.of(block).save(file);
    Block other = new SequentialBlock().add(linear(5));
    other.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 8));
    try (Checkpoint saved = Checkpoint.open(file)) {
      BlockWeights held = BlockWeights.of(other);
      String message =
          assertThrows(IllegalArgumentException.class, () -> held.load(saved)).getMessage();
      assertTrue(message.contains("'01Linear_weight' F32 [5, 8] has shape [4, 8] there"), message);
      assertTrue(message.contains("the block has no 02Linear_weight, 02Linear_bias"), message);
    }
    Block empty = linear(3);
    assertThrows(IllegalArgumentException.class, () -> BlockWeights.of(empty));
  }

  /** A frozen table keeps what it holds; a parameter of an unknown block is named. */
  @Test
  void frozenValuesAreCopiedAndUnknownParametersNamed() throws Exception {
    Block table = Linear.builder().setUnits(4).optBias(false).build();
    table.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 8));
    table.freezeParameters(true);
    SequentialBlock block = new SequentialBlock().add(table).add(linear(2));
    FirstWeights weights = FirstWeights.of(Start.of("he")).redrawing().applyTo(block);
    DrawPlan plan = BlockPlan.of(weights, DType.BF16, new Shape(1, 8));
    assertEquals(
        List.of("F32", "BF16", "BF16"),
        plan.tensors().stream().map(one -> one.tensor().dtype().name()).toList());
    Path file = folder.resolve("x.safetensors");
    WeightsOutput.to(file).write(plan);
    try (Checkpoint read = Checkpoint.open(file)) {
      BlockWeights held = BlockWeights.of(table);
      ByteBuffer bytes = ByteBuffer.allocate(128);
      read.read(read.tensors().get(0), 0, bytes);
      ByteBuffer own = ByteBuffer.allocate(128);
      held.read(held.tensors().get(0), 0, own);
      assertEquals(own.flip(), bytes.flip());
    }
    FirstWeights unknown = FirstWeights.of(Start.of("he")).applyTo(new OwnKernel(3));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> BlockPlan.of(unknown, DType.F32, new Shape(1, 8)))
            .getMessage();
    assertTrue(message.contains("no rule is known for"), message);
  }
}
