// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import java.util.Optional;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Recognition;
import org.evenkeel.djl.build.ShapedBlock;

/** An activation function, recognized by the values that it returns. */
final class ActivationReader {

  private static final int PROBES = 4097;
  private static final double REACH = 16;

  private ActivationReader() {}

  /**
   * The activation function that a Block without parameters computes; empty if its output is not a
   * function of each element alone, as that of pooling is not, or is the identity.
   */
  static Optional<Activation> read(Block block) {
    if (block instanceof ShapedBlock shaped) {
      return Optional.of(shaped.activation());
    }
    if (!(block instanceof LambdaBlock lambda)) {
      return Optional.empty();
    }
    float[] x = grid();
    return apply(block, x)
        .filter(y -> isElementwise(block, x, y))
        .map(y -> named(lambda.getName(), x, y))
        .filter(found -> !found.equals(Activations.IDENTITY));
  }

  /** Whether a lambda keeps a shape, but is no function of each element, such as a softmax. */
  static boolean isOtherFunction(Block block) {
    float[] x = grid();
    return block instanceof LambdaBlock
        && apply(block, x).filter(y -> !isElementwise(block, x, y)).isPresent();
  }

  private static float[] grid() {
    float[] x = new float[PROBES];
    for (int i = 0; i < PROBES; i++) {
      x[i] = (float) (REACH * (2.0 * i / (PROBES - 1) - 1));
    }
    return x;
  }

  /** The known activation with these values, or else one that is tabulated from them. */
  private static Activation named(String name, float[] x, float[] y) {
    return Recognition.of(x, y).orElseGet(() -> Activation.tabulated(name, REACH, y));
  }

  private static Optional<float[]> apply(Block block, float[] x) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray in = manager.create(x, new Shape(1, x.length));
      return ForeignCalls.forward(block, manager, in, false)
          .filter(y -> y.getShape().equals(in.getShape()))
          .map(NDArray::toFloatArray);
    }
  }

  /**
   * Whether reversing the input only reverses the output, and shifting a window changes nothing.
   */
  private static boolean isElementwise(Block block, float[] x, float[] y) {
    float[] reversed = new float[x.length - 1];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = x[x.length - 2 - i];
    }
    return apply(block, reversed).filter(out -> isReverse(out, y)).isPresent();
  }

  private static boolean isReverse(float[] out, float[] y) {
    return IntStream.range(0, out.length)
        .noneMatch(
            i -> Math.abs(out[i] - y[y.length - 2 - i]) > 1e-5 * Math.max(1, Math.abs(out[i])));
  }
}
