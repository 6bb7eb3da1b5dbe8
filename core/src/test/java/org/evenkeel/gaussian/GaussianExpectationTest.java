package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GaussianExpectationTest {

  private static final double SMOOTH = 1e-12;
  private static final double KINKED = 1e-10;

  private static Arguments row(
      String name, double expected, double tolerance, DoubleUnaryOperator g, double... kinks) {
    return arguments(name, expected, tolerance, g, kinks);
  }

  /** Functions whose expectation mathematics gives; the tolerance is relative. */
  static Stream<Arguments> integrands() {
    double root = Math.sqrt(2 / Math.PI);
    return Stream.of(
        row("1", 1, SMOOTH, z -> 1),
        row("e^z", Math.exp(0.5), SMOOTH, Math::exp),
        row("e^3z", Math.exp(4.5), SMOOTH, z -> Math.exp(3 * z)),
        row("cos 5z", Math.exp(-12.5), SMOOTH / Math.exp(-12.5), z -> Math.cos(5 * z)),
        row("1/(1+e^-z)", 0.5, SMOOTH, z -> 1 / (1 + Math.exp(-z))),
        row("Φ(z)²", 1.0 / 3, SMOOTH, z -> Math.pow(NormalDistribution.cdf(z), 2)),
        row("|z|", root, SMOOTH, Math::abs),
        row("|z|³", 2 * root, SMOOTH, z -> Math.abs(z * z * z)),
        row("z > 0.7", NormalDistribution.cdf(-0.7), KINKED, z -> z > 0.7 ? 1 : 0, 0.7),
        row("|z - 1|", shiftedAbs(1), KINKED, z -> Math.abs(z - 1), 1),
        row("|z + 3|", shiftedAbs(3), KINKED, z -> Math.abs(z + 3), -3),
        row("tanh² 100z", steepTanh(100), SMOOTH, z -> Math.pow(Math.tanh(100 * z), 2)),
        row("tanh² 1e6 z", steepTanh(1e6), SMOOTH, z -> Math.pow(Math.tanh(1e6 * z), 2)),
        row("sech² 100z", 1 - steepTanh(100), KINKED, z -> Math.pow(Math.cosh(100 * z), -2)),
        row("sech² 1e4 z", 1 - steepTanh(1e4), KINKED, z -> Math.pow(Math.cosh(1e4 * z), -2)));
  }

  /** E|z - a| = 2 φ(a) + a (2 Φ(a) - 1). */
  private static double shiftedAbs(double a) {
    return 2 * NormalDistribution.density(a) + a * NormalDistribution.probabilityWithin(a);
  }

  /** E[tanh²(az)] for large a: 1 - (φ(0)/a) Σ (-1)^k/(k! (2a²)^k) ∫ u^2k sech² u du. */
  private static double steepTanh(double a) {
    double p = Math.PI * Math.PI;
    double s = 1 / (2 * a * a);
    double sum = 2 - p / 6 * s + 7 * p * p / 120 * s * s / 2 - 31 * p * p * p / 672 * s * s * s / 6;
    return 1 - NormalDistribution.density(0) / a * sum;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("integrands")
  void meetsTheClosedFormAndItsOwnErrorBound(
      String name, double expected, double tolerance, DoubleUnaryOperator g, double[] kinks) {
    GaussianExpectation.Estimate estimate = GaussianExpectation.estimate(g, kinks);
    assertEquals(expected, estimate.value(), tolerance * expected);
    assertTrue(
        Math.abs(estimate.value() - expected) <= estimate.error() + 0x1p-52,
        estimate + " misses " + expected);
    assertTrue(estimate.error() < 1e-12 * Math.max(1, expected), estimate.toString());
    assertEquals(estimate.value(), GaussianExpectation.of(g, kinks));
  }

  /** Halving finds them; what it cannot do is bound its own error where a jump hides. */
  @Test
  void kinksThatAreNotToldAreFound() {
    double step = GaussianExpectation.of(z -> z > 0.7 ? 1 : 0);
    assertEquals(NormalDistribution.cdf(-0.7), step, KINKED);
    assertEquals(shiftedAbs(1), GaussianExpectation.of(z -> Math.abs(z - 1)), KINKED);
  }

  @Test
  void evenMomentsAreDoubleFactorials() {
    double doubleFactorial = 1; // (2k-1)!!
    for (int k = 1; k <= 15; k++) {
      doubleFactorial *= 2 * k - 1;
      int power = 2 * k;
      double moment = GaussianExpectation.of(z -> Math.pow(z, power));
      assertEquals(doubleFactorial, moment, SMOOTH * doubleFactorial, "E[z^" + power + "]");
    }
  }

  @Test
  void oddFunctionsVanishExactly() {
    assertEquals(0, GaussianExpectation.of(z -> z));
    assertEquals(0, GaussianExpectation.of(z -> z * z * z));
    assertEquals(0, GaussianExpectation.of(z -> StrictMath.tanh(7 * z)));
    assertEquals(0, GaussianExpectation.of(Math::signum, 0));
  }

  @Test
  void noiseEndsTheSearchAndShowsInTheErrorBound() {
    AtomicInteger calls = new AtomicInteger();
    DoubleUnaryOperator noise =
        z -> {
          calls.incrementAndGet();
          return 1 + 1e-6 * Math.cos(1e9 * z);
        };
    GaussianExpectation.Estimate estimate = GaussianExpectation.estimate(noise);
    assertEquals(1, estimate.value(), 1e-6);
    assertTrue(estimate.error() > 1e-10, estimate.toString());
    assertTrue(calls.get() < 50_000, calls + " evaluations");
  }

  @Test
  void smoothFunctionsCostAboutAThousandEvaluations() {
    AtomicInteger calls = new AtomicInteger();
    GaussianExpectation.of(
        z -> {
          calls.incrementAndGet();
          return StrictMath.tanh(z);
        });
    assertTrue(calls.get() <= 1200, calls + " evaluations");
  }

  @Test
  void whatIsNotFiniteShows() {
    assertFalse(Double.isFinite(GaussianExpectation.of(z -> z > 1 ? Double.NaN : z)));
    assertFalse(Double.isFinite(GaussianExpectation.of(z -> 1 / Math.max(z, 0))));
  }

  /**
   * Kinks out of range, twice, on a panel's edge or negative zero cost nothing and break nothing.
   */
  @Test
  void kinksMayLieAnywhere() {
    double[] kinks = {-1e9, 12, 2, 2, -2, -0.0, 0, Double.MIN_VALUE, 1e300};
    assertEquals(1, GaussianExpectation.of(z -> z * z, kinks), SMOOTH);
  }
}
