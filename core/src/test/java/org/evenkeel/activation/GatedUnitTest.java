package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GatedUnitTest {

  static Stream<GatedUnit> units() {
    return GatedUnit.all().stream();
  }

  @Test
  void areThoseOfShazeer() {
    assertEquals(
        List.of("glu", "bilinear", "reglu", "geglu", "swiglu"),
        units().map(GatedUnit::name).toList());
    for (GatedUnit unit : GatedUnit.all()) {
      assertSame(unit, Gains.named(unit.name()));
      assertSame(unit, Gains.named(" " + unit.name().toUpperCase(Locale.ROOT)));
    }
    assertSame(Activations.TANH, Gains.named("tanh"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Gains.named("gluu"))
            .getMessage()
            .startsWith("an activation must be one of identity, relu,"));
  }

  /**
   * By hand: E[f²] = E[f'²] = 1 for the identity; 1/2 for ReLU. For GELU, SiLU and the sigmoid by
   * quadrature in Python's mpmath with 25 digits: {@code quad(lambda z: f(z)**2 * npdf(z), [-20,
   * -6, -3, 0, 3, 6, 20])} and the same of the derivative.
   */
  @ParameterizedTest
  @CsvSource({
    "bilinear, 1, 1",
    "reglu, 0.5, 0.5",
    "glu, 0.293379035858093, 0.0448362413501944",
    "geglu, 0.425221482570299, 0.455850865649287",
    "swiglu, 0.355775519817352, 0.379482351632829",
  })
  void gainsAreThoseOfTheMoments(String name, double second, double slope) {
    Gains unit = Gains.named(name);
    assertEquals(1 / second, unit.forwardVariance(), 1e-9);
    assertEquals(1 / Math.sqrt(second), unit.forwardGain(), 1e-9);
    assertEquals(2 / (second + slope), unit.backwardVariance(), 1e-9);
    assertEquals(Math.sqrt(2 / (second + slope)), unit.backwardGain(), 1e-9);
  }

  /**
   * Halves a and b of a layer of 2H units, weights of variance gain²/n. Forward the second moment
   * of a·f(b) times gain² is 1; backward the gradient of each input, a sum over the 2H units of w
   * times f(b) or a·f'(b), has second moment gain²/(2H)·H·(E[f²] + E[a² f'²]) = 1.
   *
   * <p>A million draws, 5 standard errors of the sample: a false alarm in 10 checks with
   * probability 6e-6.
   */
  @ParameterizedTest
  @MethodSource("units")
  void keepSignalAndGradientInExperiment(GatedUnit unit) {
    SplittableRandom random = new SplittableRandom(1);
    int draws = 1_000_000;
    double[] sum = new double[2];
    double[] squares = new double[2];
    double forwardVariance = unit.forwardVariance();
    double backwardVariance = unit.backwardVariance();
    for (int i = 0; i < draws; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double f = unit.gate().apply(b);
      double slope = a * unit.gate().derivative(b);
      double forward = a * f * (a * f) * forwardVariance;
      double backward = (f * f + slope * slope) / 2 * backwardVariance;
      sum[0] += forward;
      squares[0] += forward * forward;
      sum[1] += backward;
      squares[1] += backward * backward;
    }
    for (int k = 0; k < 2; k++) {
      double mean = sum[k] / draws;
      double error = Math.sqrt((squares[k] / draws - mean * mean) / draws);
      assertEquals(1, mean, 5 * error, k == 0 ? "forward" : "backward");
      assertTrue(error < 0.01, "the experiment tells nothing");
    }
  }

  /** A layer in full: real weights, inputs and gradients. */
  @ParameterizedTest
  @MethodSource("units")
  void keepTheGradientOfALayer(GatedUnit unit) {
    SplittableRandom random = new SplittableRandom(2);
    int inputs = 600;
    int halves = 300;
    int repeats = 20;
    double ratio = 0;
    for (int r = 0; r < repeats; r++) {
      double[] gradient = new double[inputs];
      double std = unit.backwardGain() / Math.sqrt(2 * halves);
      double arriving = 0;
      for (int h = 0; h < halves; h++) {
        double a = random.nextGaussian();
        double b = random.nextGaussian();
        double g = random.nextGaussian();
        arriving += g * g / halves;
        double toA = g * unit.gate().apply(b);
        double toB = g * a * unit.gate().derivative(b);
        for (int i = 0; i < inputs; i++) {
          gradient[i] += std * (random.nextGaussian() * toA + random.nextGaussian() * toB);
        }
      }
      double leaving = 0;
      for (double g : gradient) {
        leaving += g * g / inputs;
      }
      ratio += leaving / arriving / repeats;
    }
    // its spread is √((2 + 15)/300/20 + 2/600/20), about 0.055, at most: 5 of these
    assertEquals(1, ratio, 0.27);
  }
}
