package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.spectrum.SpectrumForecast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JacobianTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static NDArray example(int inputs, long seed) {
    FloatBuffer values = FloatBuffer.allocate(inputs);
    RandomFill.normal(Key.of(seed, "example"), 0, values.duplicate(), 1);
    return MANAGER.get().create(values.array(), new Shape(1, inputs));
  }

  /** L layers of n units, an activation after each of them, the last included. */
  private static Network chain(int width, int depth, Activation activation) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 1; l <= depth; l++) {
      layers.add(new Layer.Dense("dense" + l, width, false));
      layers.add(new Layer.Nonlinearity("activation" + l, activation));
    }
    return new Network(List.of(width), layers);
  }

  private static Jacobian jacobian(Network network, String rule, long seed) {
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of(rule).withSeed(seed)).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(1));
    try (NDArray example = example(network.input().get(0), seed)) {
      return Jacobian.of(block, example);
    } finally {
      block.clear();
    }
  }

  private static double[] squares(Jacobian jacobian) {
    return Arrays.stream(jacobian.singularValues()).map(s -> s * s).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /**
   * Pennington et al. 2017, on the critical line, n = 200, seeds 0 to 9: the variance of s² where
   * its mean is 1, within the tolerances of the reference figures.
   */
  @ParameterizedTest(name = "{0}: {1}, {2}, {3} layers")
  @CsvSource({
    "R32, identity, lecun, 5, 5, 0.20",
    "R32, identity, lecun, 10, 10, 0.20",
    "R33, relu, he, 10, 20, 0.25",
    "R33, relu, orthogonal*2, 10, 10, 0.25",
  })
  void theSquaresVaryAsTheorySays(
      String figure, String activation, String rule, int depth, double variance, double tolerance) {
    int seeds = 10;
    double found = 0;
    for (int seed = 0; seed < seeds; seed++) {
      double[] squares =
          squares(jacobian(chain(200, depth, Activations.named(activation)), rule, seed));
      double fourth = mean(Arrays.stream(squares).map(s -> s * s).toArray());
      found += (fourth / (mean(squares) * mean(squares)) - 1) / seeds;
    }
    assertEquals(variance, found, tolerance * variance, figure);
  }

  /** R35: √((L+1)^(L+1)/L^L); a finite network's largest lies below it, by about n^(-2/3). */
  @Test
  void theLargestOfALinearNetworkLiesAtTheEdge() {
    double edge = Math.sqrt(Math.pow(11, 11) / Math.pow(10, 10));
    double largest = 0;
    for (int seed = 0; seed < 2; seed++) {
      largest +=
          jacobian(chain(400, 10, Activations.IDENTITY), "lecun", seed).singularValues()[0] / 2;
    }
    assertEquals(5.341, edge, 1e-3);
    assertTrue(largest < edge, "from below: " + largest);
    assertEquals(edge, largest, 0.10 * edge, "R35");
  }

  /**
   * R31: the mean of s² is χ₁^L = 1. That of one ReLU network of n = 200 and L = 5 has standard
   * deviation 0.37 at most, so 5 % are two standard deviations of the mean over 200 seeds.
   */
  @ParameterizedTest(name = "{0}, {1}: {2} seeds")
  @CsvSource({
    "identity, lecun, 20",
    "relu, orthogonal*2, 20",
    "relu, he, 200",
  })
  void theMeanOfTheSquaresIsOneWhereItIsCritical(String activation, String rule, int seeds) {
    double found = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Jacobian jacobian = jacobian(chain(200, 5, Activations.named(activation)), rule, seed);
      double sum = 0;
      for (int k = 0; k < jacobian.outputs(); k++) {
        for (int i = 0; i < jacobian.inputs(); i++) {
          sum += jacobian.get(k, i) * jacobian.get(k, i);
        }
      }
      found += sum / jacobian.outputs() / seeds;
    }
    assertEquals(1, found, 0.05, "R31");
  }

  /**
   * At the widths that the layers have, linear networks exactly: within four standard errors of the
   * mean over 200 draws, which chance leaves once in 16,000 times.
   */
  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "20,40,30,10; identity; lecun",
        "20,40,30,10; identity; orthogonal",
        "10,10x6,10; identity; lecun",
        "40,25,30,60; identity; orthogonal*2",
      })
  void forecastsHoldAtEveryWidth(String layers, String activation, String rule) {
    Network network = Network.perceptron(layers, Activations.named(activation));
    SpectrumForecast forecast =
        SpectrumForecast.of(network, Weights.of(Start.of(rule)), InputSignal.STANDARDIZED)
            .orElseThrow();
    int seeds = 200;
    double[] means = new double[seeds];
    double[] variances = new double[seeds];
    int within = 0;
    for (int seed = 0; seed < seeds; seed++) {
      double[] squares = squares(jacobian(network, rule, seed));
      double mean = mean(squares);
      means[seed] = mean;
      variances[seed] = mean(Arrays.stream(squares).map(s -> (s - mean) * (s - mean)).toArray());
      within += mean >= forecast.meanSquare().low() && mean <= forecast.meanSquare().high() ? 1 : 0;
    }
    assertNear(forecast.meanSquare().predicted(), means);
    assertNear(forecast.variance(), variances);
    assertTrue(within >= 0.9 * seeds, "in the range of 95 %: " + within);
  }

  private static void assertNear(double expected, double[] draws) {
    double mean = mean(draws);
    double variance = mean(Arrays.stream(draws).map(x -> (x - mean) * (x - mean)).toArray());
    assertEquals(expected, mean, 1e-6 * expected + 4 * Math.sqrt(variance / draws.length));
  }

  /** R36, in floats: ten products of 64 terms, each rounded to 6e-8. */
  @Test
  void orthogonalLinearNetworksKeepEveryDirection() {
    double[] values =
        jacobian(chain(64, 10, Activations.IDENTITY), "orthogonal", 3).singularValues();
    assertEquals(64, values.length);
    for (double s : values) {
      assertEquals(1, s, 1e-6);
    }
  }

  /** y = tanh(W·x): J = diag(1 - y²)·W, all rows, more outputs than are had in one pass. */
  @Test
  void theEntriesAreTheDerivatives() {
    Network network =
        new Network(
            List.of(3),
            List.of(
                new Layer.Dense("dense1", 150, false),
                new Layer.Nonlinearity("activation1", Activations.named("tanh"))));
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("lecun")).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(1));
    float[] w = block.getParameters().get(0).getValue().getArray().toFloatArray();
    float[] x = {0.5f, -1, 2};
    Jacobian jacobian = Jacobian.of(block, MANAGER.get().create(x, new Shape(1, 3)));
    for (int k = 0; k < 150; k++) {
      double y = Math.tanh(w[3 * k] * x[0] + w[3 * k + 1] * x[1] + w[3 * k + 2] * x[2]);
      for (int i = 0; i < 3; i++) {
        assertEquals((1 - y * y) * w[3 * k + i], jacobian.get(k, i), 1e-5);
      }
    }
    assertEquals(3, jacobian.singularValues().length);
    for (Parameter parameter : block.getParameters().values()) {
      assertTrue(parameter.getArray().hasGradient(), "can be trained as before");
      try (NDArray gradient = parameter.getArray().getGradient()) {
        assertEquals(0, gradient.abs().sum().getFloat(), "and has no gradient left over");
      }
    }
    block.clear();
  }

  @Test
  void largeNetworksAndBatchesAreRefused() {
    NetworkBlock block = NetworkBlock.of(Network.perceptron("1025,2", Activations.IDENTITY));
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(1));
    assertThrows(
        IllegalArgumentException.class, () -> Jacobian.of(block, example(1025, 0)), "1,025 inputs");
    NDArray two = MANAGER.get().zeros(new Shape(2, 1025));
    assertThrows(IllegalArgumentException.class, () -> Jacobian.of(block, two), "a batch of 2");
    block.clear();
  }
}
