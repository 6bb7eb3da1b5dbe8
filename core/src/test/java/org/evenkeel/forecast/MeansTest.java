package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Structure;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Reason;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forecasts where weights or biases have a mean, and where normalization takes it away. */
class MeansTest {

  private static final int WIDTH = 128;
  private static final int EXAMPLES = 64;
  private static final int SEEDS = 10;

  /** z = W x twice: E[z1²] = n E[w²], E[z2²] = n E[w²] E[z1²] + n (n - 1) μ² · n μ². */
  @Test
  void linearLayersWithAMeanFollowTheFormula() {
    Start start = Start.of("uniform(-0.3,0.36)");
    List<LayerSignal> layers =
        Forecast.of(
                Network.perceptron("256x2,10", Activations.IDENTITY),
                start,
                InputSignal.STANDARDIZED)
            .layers();
    double second = 0.66 * 0.66 / 12 + 0.03 * 0.03;
    double square = 0.03 * 0.03;
    double first = 256 * second;
    assertEquals(first, layers.get(0).forward().predicted(), 1e-9);
    assertEquals(
        256 * second * first + 256.0 * 255 * square * 256 * square,
        layers.get(1).forward().predicted(),
        1e-6);
  }

  /** Activation, n·Var(w), E[w], E[b], and the relative tolerances of E[z²] and the gradient. */
  static Stream<Arguments> means() {
    return Stream.of(
        Arguments.of(Activations.RELU, 2.0, 0.01, 0.0, 0.1, 0.25),
        Arguments.of(Activations.RELU, 2.0, -0.01, 0.0, 0.1, 0.25),
        Arguments.of(Activations.RELU, 0.4, 0.1, 0.0, 0.15, 0.3),
        Arguments.of(Activations.TANH, 1.0, 0.005, 0.0, 0.1, 0.2),
        Arguments.of(Activations.RELU, 2.0, 0.0, 1.0, 0.1, 0.1),
        Arguments.of(Activations.RELU, 2.0, 0.0, -0.5, 0.1, 0.2),
        Arguments.of(Activations.TANH, 1.0, 0.0, 0.5, 0.05, 0.1));
  }

  /** Geometric means of ten draws, whose own deviation is at most a third of the tolerances. */
  @ParameterizedTest(name = "{0}, n·Var(w) {1}, E[w] {2}, E[b] {3}")
  @MethodSource("means")
  void forecastsFollowMeans(
      Activation activation,
      double weightVariance,
      double weightMean,
      double biasMean,
      double forwardTolerance,
      double gradientTolerance) {
    int depth = 4;
    double[] forward = new double[depth];
    double gradient = 0;
    Perceptron drawn = null;
    for (int seed = 0; seed < SEEDS; seed++) {
      drawn =
          new Perceptron(
              WIDTH,
              depth,
              activation,
              weightVariance,
              weightMean,
              0,
              biasMean,
              false,
              EXAMPLES,
              seed);
      for (int l = 0; l < depth; l++) {
        forward[l] += Math.log(drawn.forward[l]) / SEEDS;
      }
      gradient += Math.log(drawn.gradient[0]) / SEEDS;
    }
    Weights weights =
        placed ->
            new Weights.Drawn(
                null,
                weightVariance / WIDTH + weightMean * weightMean,
                weightMean,
                biasMean * biasMean,
                biasMean,
                Structure.INDEPENDENT,
                null);
    // Behind a mean over classes, whose gradients sum to 0, units have nothing in common.
    Network network = Network.perceptron(WIDTH + "x" + (depth + 1) + ",10", activation);
    List<LayerSignal> layers = Forecast.of(network, weights, drawn.input, EXAMPLES).layers();
    for (int l = 0; l < depth; l++) {
      double ratio = layers.get(l).forward().predicted() / Math.exp(forward[l]);
      assertEquals(1, ratio, forwardTolerance, "E[z²] of layer " + (l + 1));
    }
    assertEquals(
        0, Math.log(layers.get(0).gradient().predicted()) - gradient, gradientTolerance * 3);
  }

  /**
   * What tanh units have in common becomes one of two values, at which they are flat. Means of 150
   * draws of 64 examples of N(0, 1) by NumPy, {@code z = x @ r.uniform(-0.05, 0.15, (64, 64))}; the
   * share is that of slopes below 0.06.
   */
  @Test
  void whatUnitsHaveInCommonBecomesOneOfTwoValues() {
    double[] seconds = {0.374, 1.05, 4.21, 7.80, 9.47, 10.04};
    double[] flat = {0.001, 0.034, 0.435, 0.794, 0.928, 0.972};
    SignalProfile profile =
        Forecast.of(
            Network.perceptron("64,64x6,10", Activations.TANH),
            Start.of("uniform(-0.05,0.15)"),
            InputSignal.STANDARDIZED);
    for (int l = 0; l < seconds.length; l++) {
      LayerSignal layer = profile.layers().get(l);
      assertEquals(seconds[l], layer.forward().predicted(), 0.08 * seconds[l], layer.name());
      assertEquals(flat[l], layer.saturatedShare(), 0.06, layer.name());
      assertEquals(0, layer.correlation().predicted(), 1e-4, layer.name());
    }
    assertEquals(State.VANISHING, profile.verdict().state());
  }

  /** The variance alone would be too small; the mean makes the signal grow, and is the reason. */
  @Test
  void theMeanIsTheReasonWhereASignalGrows() {
    Network network = Network.perceptron("64,64x6,10", Activations.RELU);
    Verdict verdict =
        Forecast.of(network, Start.of("uniform(0,0.2)"), InputSignal.STANDARDIZED).verdict();
    assertEquals(State.EXPLODING, verdict.state());
    assertEquals(new Reason.Mean(0.1), ((Cause.ForwardTrend) verdict.cause()).reason());
  }

  /**
   * Biases of -1 before ReLUs, with He's variance. Means of 400 draws by NumPy, whose seeds were 0
   * to 399, of 64 examples of N(0, 1) in 64 dimensions: {@code z = x @ (r.standard_normal((n, 256))
   * * (2 / n)**0.5) - 1}.
   */
  @Test
  void biasesThatTurnUnitsOffDoSoLayerByLayer() {
    InputSignal noise = new InputSignal(1, 0.0, 0.0, null, Math.sqrt(2 / 64.0));
    Start start = Start.of("he").withRulebook(rulebook("*", List.of(Kind.BIAS), "constant(-1)"));
    SignalProfile profile =
        Forecast.of(Network.perceptron("64,256x4,10", Activations.RELU), start, noise);
    double[] seconds = {2.999, 1.568, 1.047, 1};
    double[] dead = {0, 0.075, 0.945, 1};
    for (int l = 0; l < 4; l++) {
      LayerSignal layer = profile.layers().get(l);
      assertEquals(seconds[l], layer.forward().predicted(), 0.03, layer.name());
      assertEquals(dead[l], layer.deadShare(), 0.03, layer.name());
    }
    assertEquals("dense4", profile.verdict().layer());
    assertEquals(Cause.DeadUnits.class, profile.verdict().cause().getClass());
  }

  /**
   * Behind nearly dead units the deviations of ln g exceed what differences of them can tell: the
   * range was a thousandth wide, [0.01173, 0.01173] where 0.78 was measured.
   */
  @ParameterizedTest
  @ValueSource(strings = {"-0.4", "-0.5", "-0.6", "-0.7"})
  void gradientsBehindNearlyDeadUnitsHaveNoNarrowRange(String bias) {
    InputSignal digits = new InputSignal(0.91, -0.039, 0.0, 0.21, 0.52);
    Start start =
        Start.of("he")
            .withRulebook(rulebook("*", List.of(Kind.BIAS), "constant(%s)".formatted(bias)));
    Network network = Network.perceptron("64,64x6,10", Activations.RELU);
    List<LayerSignal> layers = Forecast.of(network, start, digits).layers();
    for (LayerSignal layer : layers.subList(0, 5)) {
      Quantity gradient = layer.gradient();
      assertTrue(
          gradient.low() == null || gradient.high() / gradient.low() > 1.1,
          layer.name() + ": " + gradient);
    }
  }

  private static Rulebook rulebook(String name, List<Kind> kinds, String rule) {
    return new Rulebook(
        List.of(
            new Rulebook.Entry(
                name,
                kinds,
                Start.of(rule),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }

  /** By simulation of one draw of 256 units, good to an eighth, with biases of -1 and of 1. */
  @ParameterizedTest
  @CsvSource({"-1, 3.00, 1.55, 1.06, 1.00", "1, 2.98, 6.29, 10.9, 15.6"})
  void constantBiasesShiftTheSignal(
      double bias, double first, double second, double third, double fourth) {
    Start start =
        Start.of("auto")
            .withRulebook(rulebook("", List.of(Kind.BIAS), "constant(%s)".formatted(bias)));
    List<LayerSignal> layers =
        Forecast.of(
                Network.perceptron("64,256x4,10", Activations.RELU),
                start,
                InputSignal.STANDARDIZED)
            .layers();
    double[] expected = {first, second, third, fourth};
    for (int l = 0; l < 4; l++) {
      assertEquals(expected[l], layers.get(l).forward().predicted(), 0.13 * expected[l]);
    }
  }

  /**
   * Weights with a mean soon make every input a multiple of one vector. Of 50 layers of ten draws,
   * ranges of 95 % leave out more than 7 with probability 0.2 %, were they independent.
   */
  @Test
  void inputsThatBecomeMultiplesOfOneVectorAreAlike() {
    int depth = 5;
    Weights weights =
        placed ->
            new Weights.Drawn(null, 2.0 / WIDTH + 0.0025, 0.05, 0, 0, Structure.INDEPENDENT, null);
    int outside = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Perceptron drawn =
          new Perceptron(WIDTH, depth, Activations.RELU, 2, 0.05, 0, 0, false, EXAMPLES, seed);
      List<LayerSignal> layers =
          Forecast.of(
                  Network.perceptron(WIDTH + "x" + (depth + 1) + ",10", Activations.RELU),
                  weights,
                  drawn.input,
                  EXAMPLES)
              .layers();
      for (int l = 0; l < depth; l++) {
        Quantity range = layers.get(l).correlation();
        double found = drawn.correlation[l];
        outside += range.low() <= found && found <= range.high() ? 0 : 1;
      }
      assertTrue(layers.get(depth - 1).correlation().predicted() > 0.998);
    }
    assertTrue(outside <= 7, outside + " of 50 are outside");
  }

  /**
   * Shares of 1,280 units, within three times their deviation and a fifth of the share; where
   * nearly all are off, the few that are not make sums that are no Gaussians, and more than half is
   * all that holds.
   */
  @ParameterizedTest
  @CsvSource({"-0.5, 4", "-1, 5"})
  void unitsThatABiasTurnsOffAreForecast(double bias, int depth) {
    double[] dead = new double[depth];
    Perceptron drawn = null;
    for (int seed = 0; seed < SEEDS; seed++) {
      drawn = new Perceptron(WIDTH, depth, Activations.RELU, 2, 0, 0, bias, false, EXAMPLES, seed);
      for (int l = 0; l < depth; l++) {
        dead[l] += drawn.dead[l] / SEEDS;
      }
    }
    Start start =
        Start.of("auto")
            .withRulebook(rulebook("", List.of(Kind.BIAS), "constant(%s)".formatted(bias)));
    SignalProfile forecast =
        Forecast.of(
            Network.perceptron(WIDTH + "x" + (depth + 1) + ",10", Activations.RELU),
            Weights.of(start),
            drawn.input,
            EXAMPLES);
    for (int l = 0; l < depth; l++) {
      double share = forecast.layers().get(l).deadShare();
      double deviation = Math.sqrt(share * (1 - share) / WIDTH / SEEDS);
      double tolerance = share > 0.9 ? 0.5 : 3 * deviation + 0.2 * share + 1e-3;
      assertEquals(share, dead[l], tolerance, "layer " + (l + 1));
    }
    boolean dead4 = forecast.layers().get(3).deadShare() > 0.95;
    State state = forecast.verdict().state();
    assertEquals(dead4 ? State.VANISHING : State.HEALTHY, state, forecast.verdict().toString());
  }

  /** A normalization takes a bias away; without one units are off for half of the examples. */
  @Test
  void deadUnitsAreThoseOfTheActivationsInput() {
    Start biased = Start.of("he").withRulebook(rulebook("", List.of(Kind.BIAS), "constant(-5)"));
    for (LayerSignal layer :
        Forecast.of(normalized(3), biased, InputSignal.STANDARDIZED).layers()) {
      assertNull(layer.deadShare());
    }
    Network plain = Network.perceptron("8x3,2", Activations.RELU);
    assertNull(
        Forecast.of(plain, Start.of("he"), InputSignal.STANDARDIZED).layers().get(0).deadShare());
    double off = Forecast.of(plain, biased, InputSignal.STANDARDIZED).layers().get(0).deadShare();
    assertEquals(1, off, 0.02);
  }

  /** Growth per layer of the gradient with ReLU; 1.782 and 1.487 by simulation of 256 units. */
  @ParameterizedTest
  @CsvSource({"8, 1.782", "64, 1.487"})
  void batchNormalizationOfSmallBatchesLetsGradientsGrowFaster(int examples, double growth) {
    double gradient = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Perceptron drawn =
          new Perceptron(WIDTH, 6, Activations.RELU, 2, 0, 0, 0, true, examples, seed);
      gradient += Math.log(drawn.gradient[1]) / 4 / SEEDS;
    }
    List<LayerSignal> layers =
        Forecast.of(normalized(6), Weights.of(Start.of("he")), InputSignal.STANDARDIZED, examples)
            .layers();
    double forecast = layers.get(2).gradient().predicted() / layers.get(3).gradient().predicted();
    assertEquals(growth, forecast, 0.02 * growth);
    assertEquals(Math.exp(gradient), forecast, 0.05 * growth);
  }

  private static Network normalized(int depth) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Dense("dense" + l, WIDTH, false));
      layers.add(new Layer.Normalization("normalization" + l, Layer.Normalization.Over.BATCH));
      layers.add(new Layer.Nonlinearity("activation" + l, Activations.RELU));
    }
    layers.add(new Layer.Dense("head", 10, true));
    return new Network(List.of(WIDTH), layers);
  }

  /** Behind an unknown layer a normalization begins anew. */
  @ParameterizedTest
  @CsvSource({"BATCH", "LAYER", "RMS"})
  void normalizationBeginsAnew(Layer.Normalization.Over over) {
    Network network =
        new Network(
            List.of(8),
            List.of(
                new Layer.Dense("first", 8, true),
                new Layer.Nonlinearity("f", Activations.RELU),
                new Layer.Unknown("concatenated", "custom", List.of(16)),
                new Layer.Normalization("norm", over),
                new Layer.Nonlinearity("g", Activations.RELU),
                new Layer.Dense("second", 8, true),
                new Layer.Nonlinearity("h", Activations.RELU),
                new Layer.Dense("head", 2, true)));
    List<LayerSignal> layers =
        Forecast.of(network, Start.of("he"), InputSignal.STANDARDIZED).layers();
    assertEquals(1, layers.get(1).forward().predicted(), 1e-3);
    assertEquals(1, layers.get(1).gradient().predicted());
    assertNotNull(layers.get(2).forward().predicted());
    assertNull(layers.get(0).gradient().predicted());
  }

  /**
   * Zeros at the end let no gradient in, which is no reason to divide by it: it comes after them.
   */
  @Test
  void theGradientOfAHeadOfZerosIsNotDividedBy() {
    Start start = Start.of("he").withRulebook(rulebook("dense3.weight", List.of(), "zeros"));
    List<LayerSignal> layers =
        Forecast.of(
                Network.perceptron("64,64x2,10", Activations.RELU), start, InputSignal.STANDARDIZED)
            .layers();
    assertEquals(1, layers.get(0).gradient().predicted(), 1e-9);
    assertNull(layers.get(2).gradient().predicted());
    assertEquals(0, layers.get(2).forward().predicted());
  }
}
