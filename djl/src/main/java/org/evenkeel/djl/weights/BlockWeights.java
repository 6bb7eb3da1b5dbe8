// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.engine.ArrayMemory;
import org.evenkeel.djl.read.ModelParameter;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.weights.draw.DrawPlan;
import org.evenkeel.weights.draw.WeightsOutput;
import org.evenkeel.weights.format.Checkpoint;
import org.evenkeel.weights.format.DType;
import org.evenkeel.weights.format.Tensor;

/**
 * The weights that an initialized DJL block holds, as a checkpoint: they can be saved, audited, or
 * overwritten by those of another one. Names are those of a check.
 *
 * <pre>{@code
 * block.initialize(manager, DataType.FLOAT32, new Shape(1, 64));
 * BlockWeights.of(block).save(Path.of("first.safetensors"));
 * }</pre>
 *
 * <p>The arrays stay the block's. They may be overwritten before and after {@code
 * Trainer.initialize}.
 */
public final class BlockWeights implements Checkpoint {

  /** Names that an error message lists. */
  private static final int EXAMPLES = 4;

  private static final Map<DataType, DType> TYPES =
      Map.of(
          DataType.FLOAT32, DType.F32,
          DataType.FLOAT64, DType.F64,
          DataType.FLOAT16, DType.F16,
          DataType.INT64, DType.I64,
          DataType.INT32, DType.I32,
          DataType.INT8, DType.I8,
          DataType.UINT8, DType.U8,
          DataType.BOOLEAN, DType.BOOL);

  private final Map<Tensor, NDArray> arrays;

  private BlockWeights(Map<Tensor, NDArray> arrays) {
    this.arrays = arrays;
  }

  /**
   * The weights of a block, running statistics included.
   *
   * @throws IllegalArgumentException if the block is not initialized, or of a type that safetensors
   *     files do not have
   */
  public static BlockWeights of(Block block) {
    Map<Tensor, NDArray> arrays = new LinkedHashMap<>();
    for (ModelParameter found : ModelParameters.in(block).all()) {
      if (!found.parameter().isInitialized()) {
        throw new IllegalArgumentException(
            "parameter %s holds no values; initialize the block first".formatted(found.name()));
      }
      NDArray array = found.parameter().getArray();
      arrays.put(tensor(found.name(), array), array);
    }
    return new BlockWeights(arrays);
  }

  /** The parameters of a block that hold values, under the names that initial weights give them. */
  static BlockWeights held(Block block, FirstWeights weights) {
    Map<Tensor, NDArray> arrays = new LinkedHashMap<>();
    for (ModelParameter found : ModelParameters.in(block, weights.declared()).all()) {
      if (found.parameter().isInitialized()) {
        NDArray array = found.parameter().getArray();
        arrays.put(tensor(weights.name(found), array), array);
      }
    }
    return new BlockWeights(arrays);
  }

  private static Tensor tensor(String name, NDArray array) {
    DType dtype = TYPES.get(array.getDataType());
    if (dtype == null) {
      throw new IllegalArgumentException(
          "parameter %s is of type %s, which cannot be saved; use one of %s"
              .formatted(name, array.getDataType(), TYPES.keySet().stream().sorted().toList()));
    }
    return new Tensor(name, dtype, Arrays.stream(array.getShape().getShape()).boxed().toList());
  }

  @Override
  public List<Tensor> tensors() {
    return List.copyOf(arrays.keySet());
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public String source() {
    return "the block";
  }

  @Override
  public void read(Tensor tensor, long from, ByteBuffer out) {
    NDArray array = arrays.get(tensor);
    if (array == null) {
      throw new IllegalArgumentException("%s is not of this block".formatted(tensor));
    }
    int size = tensor.dtype().bits() / 8;
    long first = from / size;
    long last = (from + out.remaining() + size - 1) / size;
    ByteBuffer values = ArrayMemory.copy(array, first, last);
    int skipped = (int) (from - first * size);
    out.put(values.slice(skipped, out.remaining()));
  }

  /** Leaves the block as it is. */
  @Override
  public void close() {
    // the arrays are the block's
  }

  /**
   * Writes the weights, as {@link WeightsOutput} does. Files that {@link BlockPlan} writes also
   * record how each value was drawn.
   *
   * @param path a {@code .safetensors} file, or a folder
   * @throws IllegalArgumentException if a file of another content exists
   * @throws UncheckedIOException if the file cannot be written
   * @throws InterruptedException if the thread was interrupted
   */
  public void save(Path path) throws InterruptedException {
    WeightsOutput.to(path).write(DrawPlan.copy(this));
  }

  /**
   * Overwrites the weights by those of the same names. Types may differ where no value changes, as
   * from BF16 to FLOAT32.
   *
   * @throws IllegalArgumentException naming the parameters and tensors that have no counterpart of
   *     the same shape; then nothing has changed
   * @throws UncheckedIOException if the checkpoint cannot be read
   */
  public void load(Checkpoint checkpoint) {
    Map<String, Tensor> theirs = new LinkedHashMap<>();
    checkpoint.tensors().forEach(tensor -> theirs.put(tensor.name(), tensor));
    requireSame(theirs, checkpoint.source());
    arrays.forEach(
        (tensor, array) -> {
          Tensor source = theirs.get(tensor.name());
          ArrayMemory.overwrite(
              array, (from, memory) -> load(checkpoint, source, tensor.dtype(), from, memory));
        });
  }

  private void requireSame(Map<String, Tensor> theirs, String source) {
    List<String> wrong = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    Set<String> known = new LinkedHashSet<>();
    for (Tensor tensor : arrays.keySet()) {
      known.add(tensor.name());
      Tensor other = theirs.get(tensor.name());
      if (other == null) {
        missing.add(tensor.name());
      } else if (!other.shape().equals(tensor.shape())) {
        wrong.add("%s has shape %s there".formatted(tensor, other.shape()));
      } else if (!Widening.isExact(other.dtype(), tensor.dtype())) {
        wrong.add(
            "%s is of type %s there, which would be rounded".formatted(tensor, other.dtype()));
      }
    }
    examples(missing).ifPresent(names -> wrong.add(0, "it lacks " + names));
    Set<String> unexpected = new LinkedHashSet<>(theirs.keySet());
    unexpected.removeAll(known);
    examples(unexpected).ifPresent(names -> wrong.add("the block has no " + names));
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(
          "%s does not hold the weights of this block: %s; names are those that a plan of the block lists"
              .formatted(source, wrong.stream().limit(EXAMPLES).collect(Collectors.joining("; "))));
    }
  }

  private static Optional<String> examples(Set<String> names) {
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            names.stream().limit(EXAMPLES).collect(Collectors.joining(", "))
                + (names.size() > EXAMPLES
                    ? " and %,d more".formatted(names.size() - EXAMPLES)
                    : ""));
  }

  private static void load(
      Checkpoint checkpoint, Tensor source, DType to, long from, ByteBuffer memory) {
    try {
      if (source.dtype() == to) {
        checkpoint.read(source, to.bytes(from), memory);
      } else {
        Widening.read(checkpoint, source, to, from, memory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
