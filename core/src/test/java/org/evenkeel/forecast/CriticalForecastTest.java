package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.OperatingPoint;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.SignalProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks at their operating points keep signal and gradient at every depth. */
class CriticalForecastTest {

  @ParameterizedTest
  @CsvSource({
    "gelu, 300",
    "silu, 100",
    "mish, 100",
    "elu, 30",
    "selu, 100",
    "softplus, 300",
    "sigmoid, 100",
    "tanh, 1000",
    "softsign, 100",
    "hard-tanh, 300",
    "erf, 1000"
  })
  void isHealthyAndEven(String name, int depth) {
    Activation f = Activations.named(name);
    Network network = Network.perceptron("64,256x%d,10".formatted(depth - 1), f);
    SignalProfile profile = Forecast.of(network, Start.of("critical"), InputSignal.STANDARDIZED);
    assertTrue(profile.verdict().healthy(), () -> profile.verdict().toString());
    double q = OperatingPoint.of(f).secondMoment();
    for (int l = 0; l < depth - 1; l++) {
      assertEquals(q, profile.layers().get(l).forward().predicted(), 1e-6 * q, "layer " + l);
      assertEquals(1, profile.layers().get(l).gradient().predicted(), 1e-5, "layer " + l);
    }
    assertEquals(1, profile.layers().get(depth - 1).forward().predicted(), 1e-6);
  }

  /** With 10,000 layers of 32 they train in 30 steps: docs/critical.md. */
  @ParameterizedTest
  @CsvSource({"gelu, 32", "gelu, 256", "softplus, 32", "relu, 32", "relu, 64"})
  void mirroredStraightLinesAreHealthyAtTenThousandLayers(String name, int width) {
    Network network =
        Network.perceptron("64,%dx10000,10".formatted(width), Activations.named(name));
    SignalProfile profile = Forecast.of(network, Start.of("auto"), InputSignal.STANDARDIZED);
    assertTrue(profile.verdict().healthy(), () -> profile.verdict().toString());
  }
}
