package org.evenkeel.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Structure;
import org.evenkeel.signal.InputSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrumForecastTest {

  /** L layers of n units, an activation after each of them. */
  private static Network chain(int width, int depth, Activation activation) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Dense("dense" + l, width, true));
      layers.add(new Layer.Nonlinearity("activation" + l, activation));
    }
    return new Network(List.of(width), layers);
  }

  private static SpectrumForecast forecast(Network network, String rule) {
    return SpectrumForecast.of(network, Weights.of(Start.of(rule)), InputSignal.STANDARDIZED)
        .orElseThrow();
  }

  /** R32, R33, R36 of Pennington et al. 2017, at a width where a layer's share is 1e-5. */
  @ParameterizedTest(name = "{0}, {1}: {2} layers")
  @CsvSource({
    "identity, lecun, 5, 5",
    "identity, lecun, 10, 10",
    "identity, orthogonal, 10, 0",
    "relu, he, 10, 20",
    "relu, orthogonal*2, 10, 10",
  })
  void wideNetworksHaveTheMomentsOfFreeProbability(
      String activation, String rule, int depth, double variance) {
    SpectrumForecast found = forecast(chain(1_000_000, depth, Activations.named(activation)), rule);
    assertEquals(1, found.meanSquare().predicted(), 1e-9, "R31");
    assertEquals(variance, found.variance(), 1e-3 + 1e-3 * variance);
  }

  /** R35, and nothing where widths differ. */
  @Test
  void theLargestLiesAtTheEdgeOfAWideNetwork() {
    SpectrumForecast found = forecast(chain(100, 10, Activations.IDENTITY), "lecun");
    assertEquals(Math.sqrt(Math.pow(11, 11) / Math.pow(10, 10)), found.largest(), 1e-3);
    assertEquals(1, forecast(chain(100, 10, Activations.IDENTITY), "orthogonal").largest(), 1e-6);
    assertNull(forecast(Network.perceptron("9,8,8", Activations.IDENTITY), "lecun").largest());
  }

  /** E[s²] of one layer is n' v, and E[tr A²] = v² n' n (n + n' + 1). */
  @Test
  void oneGaussianLayerHasTheMomentsOfWishart() {
    Network network = Network.perceptron("30,50", Activations.IDENTITY);
    SpectrumForecast found = forecast(network, "lecun");
    double v = 1.0 / 30;
    double mean = 50 * v;
    assertEquals(mean, found.meanSquare().predicted(), 1e-12);
    double traceOfSquare = v * v * 50 * 30 * (50 + 30 + 1);
    double traceSquared = v * v * (50.0 * 50 * 30 * 30 + 2 * 50 * 30);
    assertEquals(traceOfSquare / 30 - traceSquared / 900, found.variance(), 1e-12);
  }

  @Test
  void orthogonalLinearNetworksKeepEveryDirectionAtAnyWidth() {
    SpectrumForecast found = forecast(chain(7, 20, Activations.IDENTITY), "orthogonal");
    assertEquals(1, found.meanSquare().predicted(), 1e-12, "R36");
    assertEquals(1, found.meanSquare().low(), 1e-5);
    assertEquals(1, found.meanSquare().high(), 1e-5);
    assertEquals(0, found.variance(), 1e-12);
  }

  @Test
  void whatIsNoChainHasNoForecast() {
    Network residual =
        new Network(
            List.of(8),
            List.of(
                new Layer.Residual(
                    "residual1", 1, List.of(new Layer.Dense("dense1", 8, true)), List.of())));
    Weights weights = Weights.of(Start.of("he"));
    assertTrue(SpectrumForecast.of(residual, weights, InputSignal.STANDARDIZED).isEmpty());
    Network dense = Network.perceptron("8,8,8", Activations.named("relu"));
    Weights copies = Weights.of(Start.of("zeros"));
    assertTrue(SpectrumForecast.of(dense, copies, InputSignal.STANDARDIZED).isEmpty());
  }

  @Test
  void orthogonalityIsAPropertyOfTheWeightsNotOfAName() {
    Network network = Network.perceptron("64,64x5,64", Activations.TANH);
    Weights weights = placed -> new Weights.Drawn(null, 1 / 64.0, 0, Structure.ORTHOGONAL);
    assertEquals(
        SpectrumForecast.of(network, Weights.of(Start.of("orthogonal")), InputSignal.STANDARDIZED),
        SpectrumForecast.of(network, weights, InputSignal.STANDARDIZED));
  }
}
