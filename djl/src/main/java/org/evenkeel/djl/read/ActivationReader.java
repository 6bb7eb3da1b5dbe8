// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/** The activation function of a lambda, recognized by the values that it returns. */
final class ActivationReader {

  private static final int PROBES = 4097;
  private static final double REACH = 16;

  /**
   * Floats of two libraries agree to this; GELU and its tanh approximation differ by 5 times as
   * much.
   */
  private static final double AGREEMENT = 1e-4;

  private ActivationReader() {}

  /**
   * The activation function that a Block without parameters computes; empty if its output is not a
   * function of each element alone, as that of pooling is not, or is the identity.
   */
  static Optional<Activation> read(Block block) {
    if (!(block instanceof LambdaBlock lambda)) {
      return Optional.empty();
    }
    float[] x = new float[PROBES];
    for (int i = 0; i < PROBES; i++) {
      x[i] = (float) (REACH * (2.0 * i / (PROBES - 1) - 1));
    }
    return apply(block, x)
        .filter(y -> isElementwise(block, x, y))
        .map(y -> named(lambda.getName(), x, y))
        .filter(found -> !found.equals(Activations.IDENTITY));
  }

  /** The known activation with these values, or else one that is tabulated from them. */
  private static Activation named(String name, float[] x, float[] y) {
    return Stream.concat(Activations.all().stream(), families(x, y))
        .filter(known -> agrees(known, x, y))
        .findFirst()
        .orElseGet(() -> Activation.tabulated(name, REACH, y));
  }

  /** The members of families with a parameter that fall on the left as the probed function. */
  private static Stream<Activation> families(float[] x, float[] y) {
    if (!(y[0] < 0 && Float.isFinite(y[0]))) {
      return Stream.empty();
    }
    return Stream.of(Activations.leakyRelu(rounded(y[0] / x[0])), Activations.elu(rounded(-y[0])));
  }

  /** To the digits that a float is sure of. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(6)).doubleValue();
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

  private static boolean agrees(Activation known, float[] x, float[] y) {
    return IntStream.range(0, x.length).allMatch(i -> agrees(known.apply(x[i]), y[i]));
  }

  /** Whether a value is that of a block within the rounding of floats. */
  static boolean agrees(double expected, float found) {
    return Math.abs(expected - found) <= AGREEMENT * Math.max(1, Math.abs(found));
  }
}
