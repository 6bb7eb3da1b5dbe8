package org.evenkeel.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments and gains against published and independently computed figures. */
class ActivationFiguresTest {

  /** The error function without the closed forms that it has (Williams 1997). */
  private static final Activation ERF =
      Activation.of("erf", Activations.ERF::apply, Activations.ERF::derivative);

  /** E[f²] = (2/π) asin(2q/(1+2q)) and E[f'²] = (4/π)/√(1+4q). */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.1, 1, 7, 1000, 1e6})
  void erfHasItsClosedForms(double q) {
    double second = 2 / Math.PI * Math.asin(2 * q / (1 + 2 * q));
    double slope = 4 / Math.PI / Math.sqrt(1 + 4 * q);
    for (Activation f : List.of(ERF, Activations.ERF)) {
      assertEquals(second, f.secondMoment(q), 1e-12 * second);
      assertEquals(slope, f.slopeSecondMoment(q), 1e-12 * slope);
    }
  }

  /** E[f²] and E[f'²] at q = 1: Poole et al. 2016 (q-map), Williams 1997, He et al. 2015. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "R01, tanh, 0.394294, NaN, 1e-6",
    "R02, tanh, NaN, 0.464403, 1e-6",
    "R03, erf, 0.464559054, NaN, 1e-9",
    "R04, erf, NaN, 0.569410035, 1e-9",
    "R09, selu, 1, 1.071575, 1e-6"
  })
  void secondMoments(String id, String name, double second, double slope, double tolerance) {
    Activation f = Activations.named(name);
    if (!Double.isNaN(second)) {
      assertEquals(second, f.secondMoment(1), tolerance);
    }
    if (!Double.isNaN(slope)) {
      assertEquals(slope, f.slopeSecondMoment(1), tolerance);
    }
  }

  /**
   * 1/std(f(z)), the gain of normalizer-free networks (Brock et al. 2021). Their own table is
   * sampled: 1.7139588594436646 for ReLU, 1.5939117670059204 for tanh.
   */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "R05, relu, 1.712859",
    "R06, tanh, 1.592537",
    "R07, gelu, 1.700926",
    "R07, silu, 1.787187",
    "R07, elu, 1.270843",
    "R07, selu, 1.000000",
    "R07, softplus, 1.919126",
    "R07, softsign, 2.337533",
    "R07, sigmoid, 4.801313",
    "R07, mish, 1.592025"
  })
  void gainsOfTheCenteredActivation(String id, String name, double expected) {
    assertEquals(expected, centeredGain(Activations.named(name)), 1e-6);
  }

  /** He et al. 2015: √(2/(1 + a²)). */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "R08, relu, 1.414214, 0",
    "R08, leaky_relu(0.01), 1.414143, 0.01",
    "R08, leaky_relu(0.2), 1.386750, 0.2"
  })
  void gainsOfTheReluFamily(String id, String name, double expected, double slope) {
    double gain = Activations.named(name).forwardGain();
    assertEquals(expected, gain, 1e-6);
    assertEquals(Math.sqrt(2 / (1 + slope * slope)), gain, 1e-15);
  }

  @Test
  void reluHasTheGainOfHeToTheLastBit() {
    assertEquals(Math.sqrt(2), Activations.RELU.forwardGain());
    assertEquals(1, Activations.IDENTITY.forwardGain());
  }

  /**
   * At q = 1: E[f], E[f²], E[f'²], forward gain, centered gain, the gradient multiplier χ₁ = gain²
   * E[f'²], and the slope dV/dq of the variance map V = gain² E[f(√q z)²].
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "tanh, 0, .394294, .464403, 1.592537, 1.592537, 1.1778, .461",
    "relu, .398942, .5, .5, 1.414214, 1.712859, 1, 1",
    "selu, 0, 1, 1.071575, 1, 1, 1.0716, .783",
    "elu, .160521, .644945, .668102, 1.245198, 1.270843, 1.0359, .891",
    "gelu, .282095, .425221, .455851, 1.533530, 1.700926, 1.0720, 1.144",
    "silu, .206621, .355776, .379482, 1.676532, 1.787187, 1.0666, 1.173",
    "mish, .240404, .452342, .479084, 1.486848, 1.592025, 1.0591, 1.076",
    "softsign, 0, .183014, .227671, 2.337533, 2.337533, 1.2440, .477",
    "sigmoid, .5, .293379, .044836, 1.846229, 4.801313, .1528, .106",
    "softplus, .806059, .921246, .293379, 1.041867, 1.919126, .3185, .492",
    "hardtanh, 0, .516059, .682689, 1.392036, 1.392036, 1.3229, .385"
  })
  void unitGaussianTable(
      String name,
      double mean,
      double second,
      double slope,
      double forward,
      double centered,
      double chi,
      double mapSlope) {
    Activation f = Activations.named(name);
    assertEquals(mean, f.mean(1), 1e-6);
    assertEquals(second, f.secondMoment(1), 1e-6);
    assertEquals(slope, f.slopeSecondMoment(1), 1e-6);
    assertEquals(forward, f.forwardGain(), 1e-6);
    assertEquals(centered, centeredGain(f), 1e-6);
    assertEquals(chi, Math.pow(f.forwardGain(), 2) * f.slopeSecondMoment(1), 1e-4);
    assertEquals(mapSlope, mapSlope(f), 1e-3);
  }

  /** R09: SELU's fixed point is mean 0, variance 1, and attracts (Klambauer et al. 2017). */
  @Test
  void seluKeepsMeanZeroAndVarianceOne() {
    assertEquals(0, Activations.SELU.mean(1), 1e-15);
    assertEquals(1, Activations.SELU.secondMoment(1), 1e-15);
    assertEquals(0.782648, mapSlope(Activations.SELU), 1e-6);
  }

  /** mpmath, 30 digits: {@code quad(lambda z: g(z)*npdf(z), [-14,-6,-2,-1,0,1,2,6,14])}. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "elu, 0.16052057226655605, 0.64494541749292386, 0.66810200122317061",
    "selu, 0, 0.99999999999999997, 1.0715749924557992",
    "gelu, 0.28209479177387814, 0.42522148257029867, 0.45585086564928712",
    "silu, 0.20662096414190704, 0.35577551981735216, 0.37948235163282931",
    "mish, 0.24040388837479144, 0.45234219237588277, 0.47908375837396977",
    "tanh, 0, 0.39429449039784117, 0.46440290244826824",
    "sigmoid, 0.5, 0.29337903585809296, 0.044836241350194372",
    "softplus, 0.80605918334743978, 0.92124590885930028, 0.29337903585809296",
    "softsign, 0, 0.1830140212665475, 0.2276713404221825",
    "hard-tanh, 0, 0.5160585509617133, 0.6826894921370859",
    "erf, 0, 0.46455905439753998, 0.56941003473374165"
  })
  void momentsToTheLastDigits(String name, double mean, double second, double slope) {
    Activation f = Activations.named(name);
    assertEquals(mean, f.mean(1), 1e-15);
    assertEquals(second, f.secondMoment(1), 2e-15);
    assertEquals(slope, f.slopeSecondMoment(1), 2e-15);
  }

  /** With t = √q: E[e^(kx); x below 0] = e^(k²q/2) Φ(-kt). */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4, 100})
  void exponentialLinearUnitsHaveTheirClosedForms(double q) {
    double alpha = 1.6732632423543772;
    double scale = 1.0507009873554805;
    double t = Math.sqrt(q);
    double one = Math.exp(q / 2) * NormalDistribution.cdf(-t);
    double two = Math.exp(2 * q) * NormalDistribution.cdf(-2 * t);
    double mean = scale * (t / Math.sqrt(2 * Math.PI) + alpha * (one - 0.5));
    double second = scale * scale * (q / 2 + alpha * alpha * (two - 2 * one + 0.5));
    double slope = scale * scale * (0.5 + alpha * alpha * two);
    assertEquals(mean, Activations.SELU.mean(q), 1e-12 * (1 + t));
    assertEquals(second, Activations.SELU.secondMoment(q), 1e-12 * second);
    assertEquals(slope, Activations.SELU.slopeSecondMoment(q), 1e-12 * slope);
  }

  /**
   * The bits, which reach the weights. Made by, in jshell --class-path core/target/classes:
   *
   * <pre>{@code
   * for (var f : org.evenkeel.activation.Activations.all())
   *   System.out.println(f + ", " + Double.toHexString(f.forwardGain()) + ", "
   *       + Double.toHexString(f.backwardGain()) + ", " + Double.toHexString(f.mean(0.7)));
   * }</pre>
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "identity, 0x1.0p0, 0x1.0p0, 0x0.0p0",
    "relu, 0x1.6a09e667f3bcdp0, 0x1.6a09e667f3bcdp0, 0x1.55ca2d785e1cp-2",
    "leaky-relu, 0x1.6a05442aad7e4p0, 0x1.6a05442aad7e4p0, 0x1.525f3222af16ap-2",
    "elu, 0x1.3ec550da8b57dp0, 0x1.39329d2bae536p0, 0x1.e9bfd0624945fp-4",
    "selu, 0x1.fffffffffffffp-1, 0x1.ee9aee3e644c5p-1, -0x1.a86486519bf13p-6",
    "gelu, 0x1.889573745af34p0, 0x1.7b2a506c37733p0, 0x1.b6a53a21fc251p-3",
    "silu, 0x1.ad313b62c10e6p0, 0x1.9f91ea9ad71b3p0, 0x1.36c7656441875p-3",
    "mish, 0x1.7ca20b07b4836p0, 0x1.71db7a9a83ff1p0, 0x1.704a4b7977b6p-3",
    "tanh, 0x1.97b088475da42p0, 0x1.77a86ac9c29a1p0, 0x0.0p0",
    "sigmoid, 0x1.d8a26f172bc43p0, 0x1.2e3fd55e6be77p2, 0x1.0000000000001p-1",
    "softplus, 0x1.0ab7c8f1693fep0, 0x1.d8a26f172bc43p0, 0x1.8c74548f67d36p-1",
    "softsign, 0x1.2b344b11ee16cp1, 0x1.0c4289fb80516p1, 0x0.0p0",
    "hard-tanh, 0x1.645c7b0213577p0, 0x1.35d55f77eb6a7p0, 0x0.0p0",
    "erf, 0x1.779840d61f768p0, 0x1.5341828d990f5p0, 0x0.0p0"
  })
  void bitsStayTheSame(String name, double forward, double backward, double mean) {
    Activation f = Activations.named(name);
    assertEquals(forward, f.forwardGain());
    assertEquals(backward, f.backwardGain());
    assertEquals(mean, f.mean(0.7));
  }

  private static double centeredGain(Activation f) {
    return 1 / Math.sqrt(f.secondMoment(1) - f.mean(1) * f.mean(1));
  }

  private static double mapSlope(Activation f) {
    double h = 1e-4;
    double gain = f.forwardGain();
    return gain * gain * (f.secondMoment(1 + h) - f.secondMoment(1 - h)) / (2 * h);
  }
}
