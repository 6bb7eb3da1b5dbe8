// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.Histogram;
import org.evenkeel.signal.LayerHistograms;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;

/** How weights, activations and gradients of real layers are spread. */
class HistogramsTest {

  private static List<LayerSignal> layers(
      String network, String activation, String rule, int batch, boolean histograms) {
    NetworkBlock block =
        NetworkBlock.of(Network.perceptron(network, Activations.named(activation)));
    FirstWeights weights = FirstWeights.of(Start.of(rule)).applyTo(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, block.inputShape(batch));
      Engine.getInstance().setRandomSeed(1);
      NDArray noise = manager.randomNormal(new Shape(block.inputShape(batch).getShape()));
      Probe probe = Probe.of(block, weights);
      if (histograms) {
        probe.withHistograms();
      }
      List<LayerSignal> layers = probe.measure(new NDList(noise)).layers();
      block.clear();
      return layers;
    }
  }

  @Test
  void noneUnlessAskedFor() {
    layers("8,16x2,4", "relu", "he", 8, false).forEach(layer -> assertNull(layer.histograms()));
  }

  /** Half of a ReLU's output is 0, the rest positive; z of the last layer is neither. */
  @Test
  void reluIsHalfZeros() {
    List<LayerSignal> layers = layers("64,64x3,10", "relu", "he", 64, true);
    for (LayerSignal layer : layers.subList(0, 3)) {
      Histogram activations = layer.histograms().activations();
      assertEquals(64 * 64, activations.size());
      // A unit that is dead for the batch, or nearly, is what makes the share vary: 5 deviations.
      assertEquals(0.5, activations.zeros() / 4096.0, 0.15, layer.name());
      for (int bin = 0; bin < 20; bin++) {
        assertEquals(0, activations.counts().get(bin), layer.name());
      }
    }
    assertEquals(0, layers.get(3).histograms().activations().zeros());
  }

  @Test
  void weightsAreThoseThatWereDrawn() {
    Histogram weights = layers("64,64x3,10", "relu", "he", 8, true).get(1).histograms().weights();
    assertEquals(4096, weights.size());
    // 4 root mean squares of 4,096 normal values of variance 2/64: 5 deviations are 5.5 %.
    assertEquals(4 * Math.sqrt(2 / 64.0), weights.high(), 0.055 * 4 * Math.sqrt(2 / 64.0));
  }

  /** Weights 25 times too large drive tanh to its ends. */
  @Test
  void saturationIsSeen() {
    Histogram activations =
        layers("64,64x3,10", "tanh", "lecun*625", 64, true).get(2).histograms().activations();
    long ends = 0;
    double width = (activations.high() - activations.low()) / 41;
    for (int bin = 0; bin < 41; bin++) {
      double middle = activations.low() + (bin + 0.5) * width;
      ends += Math.abs(Math.abs(middle) - 1) < width ? activations.counts().get(bin) : 0;
    }
    assertTrue(ends > 0.9 * activations.size(), "only %d at the ends".formatted(ends));
  }

  /** In units of the last hidden layer's root mean square, that layer's own is 1. */
  @Test
  void gradientsAreInUnitsOfTheLastHiddenLayers() {
    List<LayerSignal> layers = layers("64,64x3,10", "tanh", "lecun", 64, true);
    assertEquals(4, layers.get(2).histograms().gradients().high(), 1e-6);
    for (LayerSignal layer : layers) {
      assertEquals(
          4 * Math.sqrt(layer.gradient().measured()),
          layer.histograms().gradients().high(),
          1e-5 * layer.histograms().gradients().high(),
          layer.name());
    }
  }

  @Test
  void ofALargeTensorSomeValuesStandForAll() {
    LayerSignal layer = layers("512,512,4", "relu", "he", 256, true).get(0);
    LayerHistograms histograms = layer.histograms();
    assertEquals(1 << 13, histograms.weights().size());
    assertEquals(512L * 512, histograms.weights().of());
    assertEquals(1 << 13, histograms.activations().size());
    assertEquals(256L * 512, histograms.activations().of());
    // 8,192 of 262,144 weights: the root mean square to 5 · 0.78 %.
    double expected = 4 * Math.sqrt(2 / 512.0);
    assertEquals(expected, histograms.weights().high(), 0.039 * expected);
    // Moments of what passes are of all values.
    double gradient = 4 * Math.sqrt(layer.gradient().measured());
    assertEquals(gradient, histograms.gradients().high(), 1e-5 * gradient);
    double zeros = histograms.activations().zeros() / 8192.0;
    assertEquals(0.5, zeros, 0.1, "half of the values, as far as 512 units vary");
  }
}
