// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.shaping.Shaping;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapedNetworkTest {

  private static final Start AUTO = Start.of("auto");

  @ParameterizedTest
  @CsvSource({
    "gelu, DKS, 30",
    "silu, DKS, 10",
    "silu, DKS, 100",
    "softplus, DKS, 100",
    "tanh, DKS, 100",
    "sigmoid, DKS, 30",
    "leaky-relu, DKS, 100",
    "silu, TAT, 100",
    "tanh, TAT, 30",
    "softplus, TAT, 30",
    "relu, TAT, 10",
    "relu, TAT, 100"
  })
  void forecastIsHealthy(String activation, Shaping shaping, int depth) {
    Network network =
        Network.perceptron("64,256x" + depth + ",10", Activations.named(activation))
            .shaped(shaping);
    SignalProfile profile = Forecast.of(network, AUTO, InputSignal.STANDARDIZED);
    assertEquals(Verdict.State.HEALTHY, profile.verdict().state());
    double across = shaping == Shaping.DKS ? 1.5 : 1;
    assertEquals(across, profile.layers().get(0).gradient().known(), 0.07);
    assertEquals(1, profile.layers().get(depth - 1).forward().known(), 1e-6);
  }

  /** Without a shape these are what the weights alone cannot hold. */
  @Test
  void shapeIsWhatHoldsTheForecast() {
    Network plain = Network.perceptron("64,256x100,10", Activations.SOFTPLUS);
    Start lecun = Start.of("lecun");
    assertTrue(
        Forecast.of(plain.shaped(Shaping.DKS), lecun, InputSignal.STANDARDIZED)
            .verdict()
            .healthy());
    assertTrue(!Forecast.of(plain, lecun, InputSignal.STANDARDIZED).verdict().healthy());
  }

  @Test
  void autoDrawsOrthogonalWeightsOfVarianceOneOverN() {
    Network network = Network.perceptron("64,32x3,10", Activations.GELU).shaped(Shaping.DKS);
    List<Assignment> planned =
        network.parameters().stream().map(parameter -> parameter.assigned(AUTO)).toList();
    for (int l = 0; l < planned.size(); l += 2) {
      assertEquals(new StructuredScaling(1, false, true), planned.get(l).initializer());
      assertEquals("zeros", planned.get(l + 1).rule());
    }
    assertEquals("data enters, orthogonal, before dks(gelu)", planned.get(0).why());
    assertEquals("dks(gelu) enters, orthogonal, before identity", planned.get(6).why());
  }

  @Test
  void fileNamesTheShape() {
    Map<String, Object> layers =
        Map.of(
            "input",
            List.of(64),
            "shape",
            "tat",
            "layers",
            List.of(Map.of("dense", 8), Map.of("activation", "silu"), Map.of("dense", 4)));
    assertEquals(
        "network of 2 weighted layers, [64] to [4]; tat(silu)(x) = 1.156 (silu(1.164 x + 0.4476) - 0.2070)",
        NetworkTree.read(layers).toString());
    Map<String, Object> size = Map.of("shape", List.of(64), "layers", List.of(Map.of("dense", 8)));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> NetworkTree.read(size))
            .getMessage()
            .contains("unknown key 'shape'; write input"));
  }

  /** Branches count by their longest way: dense, activation, and two in the branch. */
  @Test
  void depthIsThatOfTheLongestWay() {
    Network network =
        new Network(
            List.of(8),
            List.of(
                new Layer.Dense("d1", 8, true),
                new Layer.Nonlinearity("a1", Activations.SILU),
                new Layer.Residual(
                    "r",
                    1,
                    List.of(
                        new Layer.Dense("d2", 8, true),
                        new Layer.Nonlinearity("a2", Activations.SILU),
                        new Layer.Dense("d3", 8, true),
                        new Layer.Nonlinearity("a3", Activations.SILU)),
                    List.of(new Layer.Nonlinearity("a4", Activations.SILU)))));
    Activation expected = Shaping.DKS.of(Activations.SILU, 3);
    Network shaped = network.shaped(Shaping.DKS);
    assertEquals(expected, ((Layer.Nonlinearity) shaped.layers().get(1)).activation());
    assertEquals(
        expected,
        ((Layer.Nonlinearity) ((Layer.Residual) shaped.layers().get(2)).branch().get(3))
            .activation());
    Network straight = new Network(List.of(8), List.of(new Layer.Dense("d1", 8, true)));
    assertThrows(IllegalArgumentException.class, () -> straight.shaped(Shaping.DKS));
  }
}
