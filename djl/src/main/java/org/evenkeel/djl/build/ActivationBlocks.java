// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/** Activation functions as DJL Blocks. */
final class ActivationBlocks {

  /** The functions of the engine for the names in {@link Activations#all()}, by family. */
  private static final Map<String, Function<Activation, Function<NDArray, NDArray>>> FUNCTIONS =
      Map.ofEntries(
          Map.entry("identity", f -> x -> x),
          Map.entry("relu", f -> ai.djl.nn.Activation::relu),
          Map.entry("leaky-relu", f -> x -> ai.djl.nn.Activation.leakyRelu(x, slopeBelow(f))),
          Map.entry("elu", f -> x -> ai.djl.nn.Activation.elu(x, limitBelow(f))),
          Map.entry("selu", f -> ai.djl.nn.Activation::selu),
          Map.entry("gelu", f -> ai.djl.nn.Activation::gelu),
          // DJL's own swish multiplies by a number, which its gradient reads from freed memory.
          Map.entry("silu", f -> x -> ai.djl.nn.Activation.sigmoid(x).mul(x)),
          // DJL's own mish takes the logarithm to base 2: another function, with another gain.
          Map.entry("mish", f -> x -> ai.djl.nn.Activation.softPlus(x).tanh().mul(x)),
          Map.entry("tanh", f -> ai.djl.nn.Activation::tanh),
          Map.entry("sigmoid", f -> ai.djl.nn.Activation::sigmoid),
          Map.entry("softplus", f -> ai.djl.nn.Activation::softPlus),
          Map.entry("softsign", f -> ai.djl.nn.Activation::softSign),
          Map.entry("erf", f -> NDArray::erf),
          Map.entry("hard-tanh", f -> x -> x.clip(-1, 1)));

  private ActivationBlocks() {}

  /**
   * The Block of an activation function.
   *
   * @throws IllegalArgumentException if the engine does not have it
   */
  static Block of(Activation activation) {
    return activation.shaped().isPresent()
        ? ShapedBlock.of(activation)
        : named(activation.name(), function(activation));
  }

  /** The engine's function of an activation that is not shaped. */
  static Function<NDArray, NDArray> function(Activation activation) {
    String family = activation.name().replaceFirst("\\(.*", "");
    if (!FUNCTIONS.containsKey(family)) {
      throw new IllegalArgumentException(
          "the engine has no activation '%s'; build a Block of your own and initialize that"
              .formatted(activation.name()));
    }
    return FUNCTIONS.get(family).apply(activation);
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
}
