// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerceptronTest {

  private static final double[] BATCH = {0.3, -1.2, 0.8, 0.5, 2, -0.1};
  private static final int[] LABELS = {1, 0, 2};

  private static Perceptron perceptron(String activation, String start) {
    Network network = Network.perceptron("2,4x3,3", Activations.named(activation));
    return new Perceptron(
        network, Activations.named(activation), Start.of(start).withBiasVariance(0.1));
  }

  /** By central differences, whose error is about the square of their step. */
  @ParameterizedTest
  @ValueSource(strings = {"tanh", "relu", "gelu", "sigmoid", "identity"})
  void theGradientIsThatOfTheLoss(String activation) {
    Perceptron perceptron = perceptron(activation, "he");
    double step = 1e-5;
    for (int l = 0; l < 4; l++) {
      double[][] all = {perceptron.weights(l), perceptron.biases(l)};
      perceptron.gradient(BATCH, LABELS);
      double[][] gradients = {
        perceptron.weightGradient(l).clone(), perceptron.biasGradient(l).clone()
      };
      for (int k = 0; k < 2; k++) {
        for (int i = 0; i < all[k].length; i++) {
          double before = all[k][i];
          all[k][i] = before + step;
          double above = perceptron.gradient(BATCH, LABELS);
          all[k][i] = before - step;
          double below = perceptron.gradient(BATCH, LABELS);
          all[k][i] = before;
          assertEquals((above - below) / (2 * step), gradients[k][i], 1e-8, "layer " + l);
        }
      }
    }
  }

  @Test
  void thoseThatBeginAsZerosStayCopiesOfOneAnother() {
    Network network = Network.perceptron("2,4x3,3", Activations.RELU);
    Perceptron zeros = new Perceptron(network, Activations.RELU, Start.of("zeros"));
    assertEquals(Math.log(3), zeros.gradient(BATCH, LABELS), 1e-15);
    for (int i = 0; i < 20; i++) {
      zeros.gradient(BATCH, LABELS);
      zeros.descend(0.5);
    }
    assertEquals(1, zeros.distinctUnits());
    assertEquals(4, perceptron("relu", "he").distinctUnits());
  }

  @Test
  void equalWeightsMoveTogether() {
    Network network = Network.perceptron("2,4x3,3", Activations.TANH);
    Perceptron equal = new Perceptron(network, Activations.TANH, Start.of("constant(0.5)"));
    double before = equal.gradient(BATCH, LABELS);
    for (int i = 0; i < 20; i++) {
      equal.gradient(BATCH, LABELS);
      equal.descend(0.1);
    }
    assertEquals(1, equal.distinctUnits());
    assertEquals(true, equal.gradient(BATCH, LABELS) < before - 0.01);
  }

  @Test
  void largeOutputsHaveAFiniteLoss() {
    double[] outputs = {1000, -1000, 0, 0};
    assertEquals(1000 + Math.log(2) / 2, Softmax.lossAndGradient(outputs, new int[] {1, 0}), 1e-9);
    assertEquals(0.5, outputs[0], 0);
    assertEquals(-0.25, outputs[2], 0);
  }
}
