// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import java.util.Optional;

/**
 * The error for a block whose output is not finite: none if the signal has grown beyond the range
 * of floats, which the verdict reports; an error if the block or its weights are wrong.
 */
final class NonFiniteOutput {

  /** The largest float whose products are surely finite; infinity minus infinity is NaN. */
  private static final double MAX_INPUT = 1e18;

  /** The same for float16. */
  private static final double MAX_INPUT_HALF = 0x1p7;

  private NonFiniteOutput() {}

  /**
   * The error for one output: an IllegalStateException if the block's parameters are not finite, an
   * IllegalArgumentException if it returned NaN for finite inputs, else empty.
   */
  static Optional<RuntimeException> error(
      String name, Block block, NDList inputs, NDList outputs, NDManager scope) {
    for (Parameter parameter : block.getDirectParameters().values()) {
      try (TensorValues values = TensorValues.of(parameter.getArray(), scope)) {
        int wrong = values.first(value -> !Double.isFinite(value));
        if (wrong >= 0) {
          return Optional.of(
              new IllegalStateException(
                  "a layer needs finite weights: %s of %s holds %s; draw it anew, or train with a smaller learning rate"
                      .formatted(parameter.getName(), name, values.get(wrong))));
        }
      }
    }
    if (!isBounded(inputs, scope)) {
      return Optional.empty();
    }
    for (NDArray output : outputs) {
      if (output.getDataType().isFloating()) {
        try (TensorValues values = TensorValues.of(output, scope)) {
          int wrong = values.first(Double::isNaN);
          if (wrong >= 0) {
            return Optional.of(
                new IllegalArgumentException(
                    "%s returned NaN for finite inputs%s; it must return a number wherever the signal goes"
                        .formatted(name, at(wrong, block, inputs.head(), output, scope))));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The input that became NaN, if the block may be an elementwise function. */
  private static String at(int k, Block block, NDArray input, NDArray output, NDManager scope) {
    if (!(block instanceof LambdaBlock) || !input.getShape().equals(output.getShape())) {
      return "";
    }
    try (TensorValues values = TensorValues.of(input, scope)) {
      return ", first for " + values.get(k);
    }
  }

  /** Whether the inputs are still in memory, finite, and so small that sums do not overflow. */
  private static boolean isBounded(NDList inputs, NDManager scope) {
    for (NDArray input : inputs) {
      if (input.isReleased()) {
        return false;
      }
      double limit = input.getDataType() == DataType.FLOAT16 ? MAX_INPUT_HALF : MAX_INPUT;
      if (input.getDataType().isFloating()) {
        try (TensorValues values = TensorValues.of(input, scope)) {
          if (values.first(value -> !(Math.abs(value) <= limit)) >= 0) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
