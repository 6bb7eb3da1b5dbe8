// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.training.ParameterStore;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/** Activation functions as DJL Blocks, and DJL Blocks read back as activation functions. */
public final class ActivationBlocks {

  /** The functions of the engine for the names in {@link Activations#all()}, by family. */
  private static final Map<String, Function<Activation, Function<NDArray, NDArray>>> FUNCTIONS =
      Map.ofEntries(
          Map.entry("identity", f -> x -> x),
          Map.entry("relu", f -> ai.djl.nn.Activation::relu),
          Map.entry("leaky-relu", f -> x -> ai.djl.nn.Activation.leakyRelu(x, slopeBelow(f))),
          Map.entry("elu", f -> x -> ai.djl.nn.Activation.elu(x, limitBelow(f))),
          Map.entry("selu", f -> ai.djl.nn.Activation::selu),
          Map.entry("gelu", f -> ai.djl.nn.Activation::gelu),
          Map.entry("silu", f -> x -> ai.djl.nn.Activation.swish(x, 1)),
          // DJL's own mish takes the logarithm to base 2: another function, with another gain.
          Map.entry("mish", f -> x -> ai.djl.nn.Activation.softPlus(x).tanh().mul(x)),
          Map.entry("tanh", f -> ai.djl.nn.Activation::tanh),
          Map.entry("sigmoid", f -> ai.djl.nn.Activation::sigmoid),
          Map.entry("softplus", f -> ai.djl.nn.Activation::softPlus),
          Map.entry("softsign", f -> ai.djl.nn.Activation::softSign),
          Map.entry("erf", f -> NDArray::erf),
          Map.entry("hard-tanh", f -> x -> x.clip(-1, 1)));

  private static final int PROBES = 4097;
  private static final double REACH = 16;

  /**
   * Floats of two libraries agree to this; GELU and its tanh imitation differ by 5 times as much.
   */
  private static final double AGREEMENT = 1e-4;

  private ActivationBlocks() {}

  /**
   * The Block of an activation function.
   *
   * @throws IllegalArgumentException if the engine does not have it
   */
  public static Block of(Activation activation) {
    String family = activation.name().replaceFirst("\\(.*", "");
    if (!FUNCTIONS.containsKey(family)) {
      throw new IllegalArgumentException(
          "the engine has no activation '%s'; build a Block of your own and initialize that"
              .formatted(activation.name()));
    }
    return named(activation.name(), FUNCTIONS.get(family).apply(activation));
  }

  private static float slopeBelow(Activation leakyRelu) {
    return (float) leakyRelu.derivative(-1);
  }

  private static float limitBelow(Activation elu) {
    return (float) -elu.apply(Double.NEGATIVE_INFINITY);
  }

  /** A Block of one array to one array. */
  static Block named(String name, Function<NDArray, NDArray> function) {
    return LambdaBlock.singleton(function, name);
  }

  /**
   * The activation function that a Block without parameters computes, found by sending numbers
   * through it: a function of each element alone, and not the identity.
   *
   * @return empty if the Block is no such function, as pooling, flatten and dropout are not
   */
  public static Optional<Activation> read(Block block) {
    if (!(block instanceof LambdaBlock lambda)) {
      return Optional.empty();
    }
    float[] x = new float[PROBES];
    for (int i = 0; i < PROBES; i++) {
      x[i] = (float) (REACH * (2.0 * i / (PROBES - 1) - 1));
    }
    float[] y = apply(block, x);
    if (y == null || !elementwise(block, x, y)) {
      return Optional.empty();
    }
    return Stream.concat(Activations.all().stream(), families(x, y))
        .filter(known -> agrees(known, x, y))
        .findFirst()
        .or(() -> Optional.of(Activation.tabulated(lambda.getName(), REACH, y)))
        .filter(found -> !found.equals(Activations.IDENTITY));
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

  private static float[] apply(Block block, float[] x) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList in = new NDList(manager.create(x, new Shape(1, x.length)));
      NDList out = block.forward(new ParameterStore(manager, false), in, false);
      return out.size() == 1 && out.head().getShape().equals(in.head().getShape())
          ? out.head().toFloatArray()
          : null;
    } catch (RuntimeException e) {
      return null; // a function of several arrays, or of another rank: not an activation
    }
  }

  /**
   * Whether reversing the input only reverses the output, and shifting a window does not matter.
   */
  private static boolean elementwise(Block block, float[] x, float[] y) {
    float[] reversed = new float[x.length - 1];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = x[x.length - 2 - i];
    }
    float[] out = apply(block, reversed);
    if (out == null) {
      return false;
    }
    for (int i = 0; i < out.length; i++) {
      if (Math.abs(out[i] - y[x.length - 2 - i]) > 1e-5 * Math.max(1, Math.abs(out[i]))) {
        return false;
      }
    }
    return true;
  }

  private static boolean agrees(Activation known, float[] x, float[] y) {
    for (int i = 0; i < x.length; i++) {
      if (!(Math.abs(known.apply(x[i]) - y[i]) <= AGREEMENT * Math.max(1, Math.abs(y[i])))) {
        return false;
      }
    }
    return true;
  }
}
