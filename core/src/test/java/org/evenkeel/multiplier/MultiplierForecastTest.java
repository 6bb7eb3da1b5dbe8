package org.evenkeel.multiplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose best multiplier is known, exactly or by bench/multiplier-grid. */
class MultiplierForecastTest {

  private static MultiplierForecast forecast(String layers, String activation, String rule) {
    return new MultiplierForecast(
        Network.perceptron(layers, Activations.named(activation)),
        Start.of(rule),
        InputSignal.STANDARDIZED);
  }

  @ParameterizedTest
  @CsvSource({
    "'64,48x15,48', identity, lecun, 1",
    "'64,48x15,48', relu, he, 1",
    "'64,48x15,48', relu, lecun, 2"
  })
  void homogeneousOptimumUndoesTheRule(
      String layers, String activation, String rule, double optimum) {
    assertEquals(
        optimum, forecast(layers, activation, rule).optimum().orElseThrow(), 0.01 * optimum);
  }

  /** F = m^15 and G = m^14 over 16 layers: hopeless below 1e-10^(1/14), above 1e8^(1/14). */
  @ParameterizedTest
  @CsvSource({"identity, lecun, 1", "relu, he, 1", "relu, lecun, 2"})
  void rangeOfHomogeneousNetworks(String activation, String rule, double right) {
    MultiplierForecast.Range range =
        forecast("64,48x15,48", activation, rule).range().orElseThrow();
    int gradientSteps = activation.equals("identity") ? 15 : 14;
    assertEquals(right * Math.pow(1e-10, 1.0 / gradientSteps), range.low(), 0.01 * range.low());
    assertEquals(right * Math.pow(1e8, 1.0 / gradientSteps), range.high(), 0.01 * range.high());
  }

  @Test
  void aMultiplierThatChangesNothingHasNoOptimum() {
    assertTrue(forecast("64,48x15,10", "relu", "zeros").optimum().isEmpty());
  }
}
