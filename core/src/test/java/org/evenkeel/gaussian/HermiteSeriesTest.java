package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class HermiteSeriesTest {

  /** x³ = h_3 √6 + 3 h_1. */
  @Test
  void polynomialsHaveTheirCoefficients() {
    double[] cube = HermiteSeries.coefficients(z -> z * z * z, 6);
    double[] expected = {0, 3, 0, Math.sqrt(6), 0, 0, 0};
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], cube[k], 1e-12, "a_" + k);
    }
  }

  /** e^(tz) has a_k = e^(t²/2) t^k/√k!. */
  @Test
  void theExponentialHasItsGeneratingFunction() {
    double[] a = HermiteSeries.coefficients(z -> Math.exp(1.5 * z), 40);
    double expected = Math.exp(1.125);
    for (int k = 0; k < a.length; k++) {
      assertEquals(expected, a[k], 1e-11, "a_" + k);
      expected *= 1.5 / Math.sqrt(k + 1);
    }
  }

  /** max(z, 0): a_0 = 1/√(2π), a_1 = 1/2, a_k = He_(k-2)(0) φ(0)/√k! for k of at least 2. */
  @Test
  void kinksAreNoTroubleEvenAtHighOrder() {
    double[] a = HermiteSeries.coefficients(z -> Math.max(z, 0), 1000, 0);
    assertEquals(NormalDistribution.density(0), a[0], 1e-13);
    assertEquals(0.5, a[1], 1e-13);
    double expected = NormalDistribution.density(0) / Math.sqrt(2);
    for (int k = 2; k < 1000; k += 2) {
      assertEquals(expected, a[k], 1e-10, "a_" + k);
      assertEquals(0, a[k + 1], 1e-10, "a_" + (k + 1));
      expected *= -(k - 1) / Math.sqrt((k + 1) * (k + 2.0));
    }
  }

  /** Mean square in the tail of |z - 0.7|, and Parseval's equation. */
  @Test
  void squaresSumToTheSecondMoment() {
    double[] a = HermiteSeries.coefficients(z -> Math.abs(z - 0.7), 800, 0.7);
    double sum = 0;
    for (double coefficient : a) {
      sum += coefficient * coefficient;
    }
    assertTrue(sum < 1.49 && sum > 1.49 - 1e-4, "" + sum);
  }

  /** What is steep at 0 is seen there. */
  @Test
  void steepStepsAreSeen() {
    double[] a = HermiteSeries.coefficients(z -> Math.tanh(1e4 * z), 1);
    assertEquals(Math.sqrt(2 / Math.PI), a[1], 1e-8);
  }

  /** tanh at q = 1, where the series ends; what is kinked or too steep is refused. */
  @Test
  void seriesAreTakenOnlyIfTheyAreComplete() {
    Optional<Mehler> tanh = Mehler.of(StrictMath::tanh, x -> 1 / square(StrictMath.cosh(x)), 1);
    assertEquals(
        GaussianExpectation.of(z -> square(StrictMath.tanh(z))),
        tanh.orElseThrow().kernel(0),
        1e-13);
    assertEquals(0, tanh.get().kernel(1), 1e-16);
    assertTrue(Mehler.of(x -> Math.max(x, 0), x -> x > 0 ? 1 : 0, 1).isEmpty());
    assertTrue(Mehler.of(x -> x > 0 ? 1 : 0, x -> 0, 1).isEmpty());
    assertTrue(Mehler.of(x -> erf(1e4 * x), x -> 1e4 * erfSlope(1e4 * x), 1).isEmpty());
    assertTrue(Mehler.of(x -> Double.NaN, x -> Double.NaN, 1).isEmpty());
  }

  private static double square(double x) {
    return x * x;
  }

  private static double erf(double x) {
    return Math.copySign(NormalDistribution.probabilityWithin(Math.abs(x) * Math.sqrt(2)), x);
  }

  private static double erfSlope(double x) {
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
  }
}
