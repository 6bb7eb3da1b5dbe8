// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationReaderTest {

  /** The activation's Block in a network. */
  private static Block block(org.evenkeel.activation.Activation activation) {
    Network network =
        new Network(
            List.of(1),
            List.of(new Layer.Dense("dense", 1, true), new Layer.Nonlinearity("f", activation)));
    return NetworkBlock.of(network).getChildren().get(1).getValue();
  }

  static Stream<org.evenkeel.activation.Activation> activations() {
    return Activations.all().stream();
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationIsReadBackFromItsBlock(org.evenkeel.activation.Activation activation) {
    Block block = block(activation);
    if (activation.equals(Activations.IDENTITY)) {
      assertTrue(ActivationReader.read(block).isEmpty());
    } else {
      assertEquals(activation, ActivationReader.read(block).orElseThrow());
    }
  }

  @Test
  void anUnknownActivationGetsTheGainThatItsValuesGive() {
    Function<NDArray, NDArray> twice = x -> x.mul(2).tanh();
    org.evenkeel.activation.Activation found =
        ActivationReader.read(LambdaBlock.singleton(twice)).orElseThrow();
    org.evenkeel.activation.Activation exact =
        org.evenkeel.activation.Activation.of("tanh 2x", x -> StrictMath.tanh(2 * x));
    assertEquals(exact.forwardGain(), found.forwardGain(), 1e-4);
  }

  /**
   * Pins what was found in DJL 0.36: its mish is x·tanh(log2(1 + eˣ)), so it gets the gain of that.
   */
  @Test
  void djlsMishIsAnotherFunction() {
    org.evenkeel.activation.Activation found =
        ActivationReader.read(Activation.mishBlock()).orElseThrow();
    org.evenkeel.activation.Activation base2 =
        org.evenkeel.activation.Activation.of(
            "log2", x -> x * StrictMath.tanh(Activations.SOFTPLUS.apply(x) / StrictMath.log(2)));
    assertEquals(base2.forwardGain(), found.forwardGain(), 1e-4);
    assertTrue(Math.abs(found.forwardGain() - Activations.MISH.forwardGain()) > 0.1);
  }

  @Test
  void whatIsNoElementwiseFunctionIsNoActivation() {
    assertTrue(ActivationReader.read(Blocks.batchFlattenBlock()).isEmpty());
    assertTrue(ActivationReader.read(LambdaBlock.singleton(x -> x.softmax(-1))).isEmpty());
    assertTrue(ActivationReader.read(LambdaBlock.singleton(x -> x.sum())).isEmpty());
    assertTrue(ActivationReader.read(Linear.builder().setUnits(3).build()).isEmpty());
  }

  @Test
  void everyNamedActivationIsBuiltAndReadBack() {
    Activations.all()
        .forEach(
            activation ->
                assertEquals(
                    activation.equals(Activations.IDENTITY) ? null : activation,
                    ActivationReader.read(block(activation)).orElse(null)));
    for (var activation : List.of(Activations.leakyRelu(0.3), Activations.elu(0.7))) {
      assertEquals(
          activation.name(), ActivationReader.read(block(activation)).orElseThrow().name());
    }
  }
}
