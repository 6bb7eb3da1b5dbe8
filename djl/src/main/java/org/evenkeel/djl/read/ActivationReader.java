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

/** An activation function, recognized by the values that it returns. */
public final class ActivationReader {

  private static final int PROBES = 4097;
  private static final double REACH = 16;

  /** The fewest values by which a function is recognized. */
  private static final int FEWEST = 32;

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
    return known(x, y).orElseGet(() -> Activation.tabulated(name, REACH, y));
  }

  /**
   * The known activation that returns some values for others; empty if there is none, or the values
   * are too few or too much alike to tell.
   */
  public static Optional<Activation> known(float[] x, float[] y) {
    int least = 0;
    int most = 0;
    for (int i = 1; i < x.length; i++) {
      least = x[i] < x[least] ? i : least;
      most = x[i] > x[most] ? i : most;
    }
    if (x.length < FEWEST || !(x[least] < 0 && x[most] > 0)) {
      return Optional.empty();
    }
    return Stream.concat(Activations.all().stream(), families(x[least], y[least]))
        .filter(known -> agrees(known, x, y))
        .findFirst();
  }

  /** The members of families with a parameter that have a negative value on the left. */
  private static Stream<Activation> families(double x, double y) {
    if (!(y < 0 && Double.isFinite(y))) {
      return Stream.empty();
    }
    return Stream.of(
        Activations.leakyRelu(rounded(y / x)),
        Activations.elu(rounded(-y)),
        Activations.elu(rounded(y / StrictMath.expm1(x))));
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

  /** Whether values agree within the rounding of floats of their size. */
  private static boolean agrees(Activation known, float[] x, float[] y) {
    double size = 0;
    for (float value : y) {
      size = Math.max(size, Math.abs(value));
    }
    double unit = Math.min(1, size);
    return IntStream.range(0, x.length).allMatch(i -> agrees(known.apply(x[i]), y[i], unit));
  }

  /** Whether a value is that of a block within the rounding of floats. */
  static boolean agrees(double expected, float found) {
    return agrees(expected, found, 1);
  }

  private static boolean agrees(double expected, float found, double unit) {
    return Math.abs(expected - found) <= AGREEMENT * Math.max(unit, Math.abs(found));
  }
}
