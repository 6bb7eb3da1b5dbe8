package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.evenkeel.gaussian.GaussianExpectation.Estimate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GaussianPlaneTest {

  private static final double SMOOTH = 1e-12;
  private static final double KINKED = 1e-10;

  private static final double[] VARIANCES = {1e-8, 0.1, 1, 4, 100, 1e4};

  /** 1 - c, from one and the same input to opposite ones. */
  private static final double[] DISTANCES = {
    0, 1e-14, 1e-9, 1e-4, 0.01, 0.1, 0.5, 1, 1.3, 1.9, 1.9999, 2
  };

  /** What the expectation is, of q and 1 - c. */
  private interface ClosedForm {
    double at(double q, double distance);
  }

  private static Arguments row(
      String name, ClosedForm expected, double tolerance, DoubleUnaryOperator f, double... kinks) {
    return arguments(name, expected, tolerance, f, kinks);
  }

  /** E[f(u) f(v)]; the tolerance is relative to E[f²]. */
  static Stream<Arguments> products() {
    return Stream.of(
        row("1", (q, d) -> 1, SMOOTH, x -> 1),
        row("x", (q, d) -> q * (1 - d), SMOOTH, x -> x),
        row("x²", (q, d) -> q * q * (1 + 2 * (1 - d) * (1 - d)), SMOOTH, x -> x * x),
        row("|x|", (q, d) -> q * folded(d), KINKED, Math::abs, 0),
        row("relu", (q, d) -> q * (1 - d + folded(d)) / 4, KINKED, x -> Math.max(x, 0), 0),
        row("x > 0", (q, d) -> 0.5 - angle(d) / (2 * Math.PI), KINKED, x -> x > 0 ? 1 : 0, 0),
        row("sign", (q, d) -> 1 - 2 * angle(d) / Math.PI, KINKED, Math::signum, 0),
        row(
            "erf",
            (q, d) -> 2 / Math.PI * Math.asin(2 * q * (1 - d) / (1 + 2 * q)),
            SMOOTH,
            GaussianPlaneTest::erf),
        row(
            "Φ",
            (q, d) -> 0.25 + Math.asin(q * (1 - d) / (1 + q)) / (2 * Math.PI),
            SMOOTH,
            NormalDistribution::cdf));
  }

  /** E[|u v|]/q = (2/π) (sin θ + (π/2 - θ) cos θ). */
  private static double folded(double distance) {
    double theta = angle(distance);
    return 2 / Math.PI * (Math.sin(theta) + (Math.PI / 2 - theta) * Math.cos(theta));
  }

  private static double angle(double distance) {
    return 2 * Math.asin(Math.sqrt(distance / 2));
  }

  private static double erf(double x) {
    return Math.copySign(NormalDistribution.probabilityWithin(Math.abs(x) * Math.sqrt(2)), x);
  }

  private static DoubleBinaryOperator product(DoubleUnaryOperator f) {
    return (m, e) -> f.applyAsDouble(m + e) * f.applyAsDouble(m - e);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("products")
  void productsMeetTheirClosedFormsAndTheirOwnErrorBounds(
      String name, ClosedForm expected, double tolerance, DoubleUnaryOperator f, double[] kinks) {
    for (double q : VARIANCES) {
      double scale = expected.at(q, 0);
      for (double d : DISTANCES) {
        Estimate estimate = GaussianPlane.estimate(product(f), q, d, kinks);
        String where = "q = " + q + ", 1 - c = " + d + ": " + estimate;
        double error = Math.abs(estimate.value() - expected.at(q, d));
        assertTrue(error <= tolerance * scale, where);
        assertTrue(error <= estimate.error() + 1e-15 * scale, where);
        assertTrue(estimate.error() <= 2e-10 * scale, where);
        assertEquals(estimate.value(), GaussianPlane.of(product(f), q, d, kinks));
      }
    }
  }

  /** P(u > k, v > k) with its two independent halves: Plackett's integral over the angle. */
  @Test
  void kinksAwayFromZeroAreFollowed() {
    DoubleUnaryOperator step = x -> x > 0.7 ? 1 : 0;
    for (double d : new double[] {0.02, 0.3, 1, 1.5}) {
      double arc =
          GaussLegendre.integral(t -> Math.exp(-0.49 / (1 + Math.cos(t))), angle(d), Math.PI / 2);
      double expected = Math.pow(NormalDistribution.cdf(-0.7), 2) + arc / (2 * Math.PI);
      assertEquals(expected, GaussianPlane.of(product(step), 1, d, 0.7), KINKED, "1 - c = " + d);
    }
  }

  /** E[(u - v)²]/2 = q (1 - c), and E[(|u| - |v|)²]/2, where c is next to 1 to many digits. */
  @Test
  void differencesKeepTheirRelativePrecision() {
    for (double d = 1; d > 1e-290; d /= 1e10) {
      assertEquals(3 * d, GaussianPlane.of((m, e) -> 2 * e * e, 3, d), 1e-12 * d);
      double theta = angle(d);
      double bent = theta < 1e-4 ? theta * theta * theta / 3 : Math.sin(theta) - theta * (1 - d);
      DoubleBinaryOperator gap =
          (m, e) -> {
            double fold = Math.abs(m) > e ? 2 * e : 2 * Math.abs(m);
            return fold * fold / 2;
          };
      assertEquals(d - 2 / Math.PI * bent, GaussianPlane.of(gap, 1, d, 0), 1e-8 * d);
    }
  }

  /** A step 1000 times steeper than the variance: tanh 1000x is almost sign x. */
  @Test
  void steepFunctionsAreResolvedOrTheErrorSaysSo() {
    DoubleUnaryOperator steep = x -> erf(1000 * x);
    for (double d : DISTANCES) {
      double q = 1e6;
      double expected = 2 / Math.PI * Math.asin(2 * q * (1 - d) / (1 + 2 * q));
      Estimate estimate = GaussianPlane.estimate(product(steep), 1, d);
      assertEquals(expected, estimate.value(), Math.max(SMOOTH, estimate.error()), "1 - c = " + d);
    }
  }

  @Test
  void noiseEndsTheSearchAndShowsInTheErrorBound() {
    AtomicInteger calls = new AtomicInteger();
    DoubleBinaryOperator noise =
        (m, e) -> {
          calls.incrementAndGet();
          return 1 + 1e-3 * Math.cos(1e9 * m);
        };
    Estimate estimate = GaussianPlane.estimate(noise, 1, 0.5);
    assertEquals(1, estimate.value(), 1e-3);
    assertTrue(estimate.error() > 1e-9, estimate.toString());
    assertTrue(calls.get() < 800_000, calls + " evaluations");
  }

  @Test
  void whatIsNotFiniteShows() {
    assertFalse(Double.isFinite(GaussianPlane.of((m, e) -> m > 1 ? Double.NaN : m, 1, 0.5)));
  }
}
