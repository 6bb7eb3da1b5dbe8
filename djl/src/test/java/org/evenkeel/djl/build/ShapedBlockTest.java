// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.network.Network;
import org.evenkeel.shaping.Shaping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapedBlockTest {

  private static final int DEPTH = 50;

  @ParameterizedTest
  @CsvSource({
    "gelu, DKS",
    "silu, DKS",
    "softplus, DKS",
    "tanh, TAT",
    "selu, DKS",
    "leaky-relu, DKS",
    "relu, TAT"
  })
  void valuesAndSlopesAreThoseOfTheFormula(String name, Shaping shaping) {
    Activation shaped = shaping.of(Activations.named(name), DEPTH);
    Block block = ShapedBlock.of(shaped);
    float[] points = {-3, -1.25f, -0.3f, 0.2f, 1, 2.5f};
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(points);
      x.setRequiresGradient(true);
      float[] values;
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray y =
            block
                .forward(new ParameterStore(manager, false), new NDList(x), true)
                .singletonOrThrow();
        values = y.toFloatArray();
        System.gc(); // numbers of DJL's own would be freed now
        System.runFinalization();
        collector.backward(y.sum());
      }
      float[] slopes = x.getGradient().toFloatArray();
      for (int i = 0; i < points.length; i++) {
        assertEquals(shaped.apply(points[i]), values[i], 3e-5);
        assertEquals(shaped.derivative(points[i]), slopes[i], 3e-5);
      }
    }
  }

  @Test
  void modelOfOnesOwnIsDrawnAsTheNetwork() {
    Network network = Network.perceptron("8,16x2,4", Activations.SILU).shaped(Shaping.DKS);
    Activation shaped = Shaping.DKS.of(Activations.SILU, 2);
    Block own =
        new SequentialBlock()
            .add(Linear.builder().setUnits(16).build())
            .add(ShapedBlock.of(shaped))
            .add(Linear.builder().setUnits(16).build())
            .add(ShapedBlock.of(shaped))
            .add(Linear.builder().setUnits(4).build());
    assertEquals(drawn(NetworkBlock.of(network)), drawn(own));
    assertEquals(shaped, ModelParameters.in(own).layers().get(0).following());
  }

  private static List<Initializer> drawn(Block block) {
    return FirstWeights.of(Start.of("auto")).applyTo(block).plan().stream()
        .map(planned -> planned.assignment().initializer())
        .toList();
  }

  @Test
  void blocksAreOfShapedActivationsThatTheEngineHas() {
    assertThrows(IllegalArgumentException.class, () -> ShapedBlock.of(Activations.GELU));
    Activation mine = Shaping.DKS.of(Activation.of("mine", Math::sin), 5);
    assertThrows(IllegalArgumentException.class, () -> ShapedBlock.of(mine));
  }
}
