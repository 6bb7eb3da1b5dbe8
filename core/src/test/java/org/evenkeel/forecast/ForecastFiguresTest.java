package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Structure;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts of whole networks against computed reference figures and Monte Carlo of others. */
class ForecastFiguresTest {

  private static final int WIDTH = 256;
  private static final int DEPTH = 32;

  private static Weights weights(double weightVariance, double biasVariance) {
    return placed ->
        new Weights.Drawn(
            null,
            weightVariance / placed.weights().fans().in(),
            biasVariance,
            Structure.INDEPENDENT);
  }

  /** Figure, network, second moment in layer 32, gradient in layer 1, and the same by draws. */
  static Stream<Arguments> figures() {
    return Stream.of(
        Arguments.of("R38", Activations.RELU, 2.0, 0.0, 2.0, 1.0, 1.72, 1.007),
        Arguments.of("R39", Activations.RELU, 1.0, 0.0, 4.657e-10, 4.657e-10, 4.00e-10, 4.69e-10),
        Arguments.of(
            "R40", Activations.RELU, 1 / 3.0, 1 / 768.0, 1.5625e-3, 7.54e-25, 1.43e-3, 8.5e-25),
        Arguments.of("R41", Activations.TANH, 25 / 9.0, 0.0, 1.1785, 206.11, 1.186, 205.7),
        Arguments.of("R42", Activations.TANH, 1.76095464, 0.05, 0.57005, 0.45819, 0.552, 0.430),
        Arguments.of("SELU", Activations.SELU, 1.0, 0.0, 1.0, 8.525, 1.0, 8.376),
        Arguments.of(
            "sigmoid", Activations.SIGMOID, 1.0, 0.0, 0.264687, 1.065e-39, 0.264687, 1.011e-39));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("figures")
  void figures(
      String id,
      Activation activation,
      double weightVariance,
      double biasVariance,
      double forward,
      double gradient,
      double drawnForward,
      double drawnGradient) {
    Network network = Network.perceptron(WIDTH + "x" + (DEPTH + 1) + ",10", activation);
    List<LayerSignal> layers =
        Forecast.of(network, weights(weightVariance, biasVariance), InputSignal.STANDARDIZED)
            .layers();
    LayerSignal last = layers.get(DEPTH - 1);
    LayerSignal first = layers.get(0);
    assertEquals(forward, last.forward().predicted(), 1e-3 * forward);
    assertEquals(gradient, first.gradient().predicted(), 1e-3 * gradient);
    assertTrue(drawnForward >= last.forward().low() && drawnForward <= last.forward().high());
    assertTrue(drawnGradient >= first.gradient().low() && drawnGradient <= first.gradient().high());
    if (id.equals("R40")) {
      assertEquals(1, last.correlation().predicted(), 1e-12);
    }
  }

  /** R30: He's gain on GELU and SiLU, whose variance maps are steeper than 1. */
  @Test
  void heOnGeluAndSiluFallsToNothing() {
    Network gelu = Network.perceptron("64,64x50,10", Activations.GELU);
    Network silu = Network.perceptron("64,64x50,10", Activations.SILU);
    Weights he = weights(2, 0);
    assertEquals(5.122e-12, at50(Forecast.of(gelu, he, InputSignal.STANDARDIZED).layers()), 5e-14);
    assertEquals(4.244e-14, at50(Forecast.of(silu, he, InputSignal.STANDARDIZED).layers()), 5e-16);
  }

  private static double at50(List<LayerSignal> layers) {
    return layers.get(49).forward().predicted();
  }

  /** R48: with dropout that keeps p, ReLU is on the edge of chaos at σ_w² = 2p (Pretorius 2018). */
  @Test
  void dropoutMovesTheEdgeOfChaos() {
    double keep = 0.8;
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= 20; l++) {
      layers.add(new Layer.Dense("dense" + l, WIDTH, true));
      layers.add(new Layer.Nonlinearity("activation" + l, Activations.RELU));
      layers.add(new Layer.Dropout("dropout" + l, 1 - keep));
    }
    layers.add(new Layer.Dense("head", 10, true));
    List<LayerSignal> forecast =
        Forecast.of(
                new Network(List.of(WIDTH), layers), weights(2 * keep, 0), InputSignal.STANDARDIZED)
            .layers();
    for (LayerSignal layer : forecast.subList(0, 20)) {
      assertEquals(2 * keep, layer.forward().predicted(), 1e-12, layer.name());
      assertEquals(1, layer.gradient().predicted(), 1e-12, layer.name());
      assertEquals(1, layer.outlook().chi(), 1e-12, layer.name());
    }
  }

  /** A batch-normalized ReLU layer makes gradients grow by π/(π - 1) (Yang et al. 2019). */
  @Test
  void batchNormalizationMakesGradientsGrow() {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= 10; l++) {
      layers.add(new Layer.Dense("dense" + l, WIDTH, false));
      layers.add(new Layer.Normalization("normalization" + l, Layer.Normalization.Over.BATCH));
      layers.add(new Layer.Nonlinearity("activation" + l, Activations.RELU));
    }
    layers.add(new Layer.Dense("head", 10, true));
    List<LayerSignal> forecast =
        Forecast.of(
                new Network(List.of(WIDTH), layers),
                weights(2, 0),
                InputSignal.STANDARDIZED,
                1_000_000)
            .layers();
    double ratio = forecast.get(3).gradient().predicted() / forecast.get(4).gradient().predicted();
    assertEquals(Math.PI / (Math.PI - 1), ratio, 1e-4);
  }

  /** A residual branch of He's gain doubles the signal, one scaled by 1/√L makes it (1 + 1/L)^L. */
  @Test
  void residualBranchesAddUp() {
    for (double scale : new double[] {1, Math.sqrt(1 / 16.0)}) {
      List<Layer> layers = new ArrayList<>();
      layers.add(new Layer.Dense("stem", WIDTH, false));
      for (int l = 1; l <= 16; l++) {
        layers.add(
            new Layer.Residual(
                "residual" + l,
                scale,
                List.of(
                    new Layer.Nonlinearity("activation" + l, Activations.RELU),
                    new Layer.Dense("dense" + l, WIDTH, false)),
                List.of()));
      }
      layers.add(new Layer.Dense("head", 10, false));
      List<LayerSignal> forecast =
          Forecast.of(new Network(List.of(WIDTH), layers), weights(2, 0), InputSignal.STANDARDIZED)
              .layers();
      double before = 2 * Math.pow(1 + scale * scale, 16);
      assertEquals(2 * before, forecast.get(17).forward().predicted(), 1e-9 * before);
    }
  }

  /** What is wrong with an activation is one line that names the layer. */
  @Test
  void anActivationThatIsNoFunctionOfNumbersIsNamed() {
    Activation noNumber = Activation.of("mine", x -> x > 1 ? Double.NaN : x, x -> 1);
    Activation failing =
        Activation.of(
            "yours",
            x -> {
              throw new UnsupportedOperationException("no such thing");
            },
            x -> 1);
    for (Activation wrong : List.of(noNumber, failing)) {
      Network network =
          new Network(
              List.of(8),
              List.of(
                  new Layer.Dense("first", 8, true),
                  new Layer.Nonlinearity("good", Activations.TANH),
                  new Layer.Dense("second", 8, true),
                  new Layer.Nonlinearity("bad", wrong),
                  new Layer.Dense("head", 2, true)));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> Forecast.of(network, weights(1, 0), InputSignal.STANDARDIZED));
      assertTrue(e.getMessage().contains(wrong + " behind second, for"), e.getMessage());
    }
  }

  @Test
  void whatIsNotKnownIsNotCalledHealthy() {
    Network network =
        new Network(
            List.of(8),
            List.of(
                new Layer.Dense("first", 8, true),
                new Layer.Unknown("mine", "custom", List.of(8)),
                new Layer.Dense("second", 8, true)));
    List<LayerSignal> layers =
        Forecast.of(network, weights(1, 0), InputSignal.STANDARDIZED).layers();
    assertNull(layers.get(1).forward().predicted());
    assertTrue(layers.get(1).note().contains("no forecast behind mine, a custom"));
    assertEquals(
        new Cause.Unseen(List.of("first", "second")),
        Forecast.of(network, weights(1, 0), InputSignal.STANDARDIZED).verdict().cause());
  }

  @Test
  void whereNothingIsForecastTheVerdictIsUnknown() {
    Network network =
        new Network(
            List.of(8),
            List.of(
                new Layer.Unknown("mine", "custom", List.of(8)),
                new Layer.Dense("first", 8, true),
                new Layer.Nonlinearity("f", Activations.RELU),
                new Layer.Dense("second", 8, true),
                new Layer.Nonlinearity("g", Activations.RELU)));
    SignalProfile profile = Forecast.of(network, weights(1, 0), InputSignal.STANDARDIZED);
    assertEquals(Verdict.State.UNKNOWN, profile.verdict().state());
    assertEquals(new Cause.Unseen(List.of("first", "second")), profile.verdict().cause());
    assertEquals(profile, Remedies.advise(network, null, profile));
  }

  /**
   * Units of 15 inputs each: geometric means of E[z²] over 20 draws of 256 units by simulation in
   * another library, whose standard error is 6 % at the last layer; 3 of it are allowed.
   */
  @Test
  void sparseWeightsAreForecastByTheMeanOfTheirSquares() {
    double[] drawn = {2.0, 1.989, 1.919, 1.858, 1.898, 1.866, 1.743, 1.81};
    Network network = Network.perceptron("256x9,10", Activations.RELU);
    List<LayerSignal> layers =
        Forecast.of(network, Start.of("sparse"), InputSignal.STANDARDIZED).layers();
    for (int l = 0; l < drawn.length; l++) {
      assertEquals(drawn[l], layers.get(l).forward().predicted(), 0.18 * drawn[l]);
    }
    assertTrue(layers.get(0).note().startsWith("sparse: "), layers.get(0).note());
  }

  /** Fixed weights do not follow from the mean of w². */
  @ParameterizedTest
  @ValueSource(strings = {"bilinear", "identity"})
  void structuredWeightsAreNotForecastAsRandomOnes(String rule) {
    Network network = Network.perceptron("64,64x3,10", Activations.TANH);
    List<LayerSignal> layers =
        Forecast.of(network, Start.of(rule), InputSignal.STANDARDIZED).layers();
    assertNull(layers.get(0).forward().predicted());
    assertTrue(layers.get(0).note().endsWith(" weights are not forecast"), layers.get(0).note());
  }
}
