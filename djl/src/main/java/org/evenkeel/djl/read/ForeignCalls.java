// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Calls of code that is not ours, such as a Block's forward pass. An exception of such a call means
 * that the Block cannot be read; no other code runs inside of these {@code try} blocks, so that an
 * error of ours surfaces.
 */
final class ForeignCalls {

  /** A Block that does not tell its shapes, so that nothing around it can be read. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(Block block) {
      super(block.getClass().getName() + " does not tell its output shapes");
    }
  }

  private ForeignCalls() {}

  /** The result of a foreign call; empty if it throws or returns null. */
  static <T> Optional<T> result(Supplier<T> call) {
    try {
      return Optional.ofNullable(call.get());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The one array of floats that a Block returns; empty if it fails or returns anything else.
   *
   * @param training whether the Block runs as in training
   */
  static Optional<NDArray> forward(Block block, NDManager manager, NDArray x, boolean training) {
    ParameterStore store = new ParameterStore(manager, false);
    NDList inputs = new NDList(x);
    return onlyArray(result(() -> block.forward(store, inputs, training)));
  }

  /** The array of floats that a list holds; empty if it holds anything else. */
  static Optional<NDArray> onlyArray(Optional<NDList> outputs) {
    return outputs
        .filter(list -> list.size() == 1)
        .map(NDList::head)
        .filter(array -> array.getDataType() == DataType.FLOAT32);
  }

  /** The one of several inputs that a Block returns as it is; empty if it does anything else. */
  static Optional<Integer> chosen(Block block, BlockSignal in) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ParameterStore store = new ParameterStore(manager, false);
      NDList inputs = new NDList();
      for (Shape shape : in.shapes()) {
        inputs.add(manager.randomUniform(-1, 1, shape));
      }
      Optional<NDArray> output =
          onlyArray(result(() -> block.forward(store, new NDList(inputs), true)));
      return IntStream.range(0, inputs.size())
          .boxed()
          .filter(i -> output.filter(inputs.get(i)::contentEquals).isPresent())
          .findFirst();
    }
  }

  /**
   * The shapes of a Block's outputs.
   *
   * @throws Unreadable if the Block throws, or tells no shapes
   */
  static List<Shape> outputShapes(Block block, BlockSignal in) {
    Shape[] inputs = in.all();
    return result(() -> block.getOutputShapes(inputs))
        .filter(
            shapes -> shapes.length > 0 && Arrays.stream(shapes).allMatch(ForeignCalls::isKnown))
        .map(List::of)
        .orElseThrow(() -> new Unreadable(block));
  }

  private static boolean isKnown(Shape shape) {
    return shape != null
        && shape.dimension() > 0
        && Arrays.stream(shape.getShape()).allMatch(size -> size > 0 && size <= Integer.MAX_VALUE);
  }
}
