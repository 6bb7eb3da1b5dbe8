package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.api.Test;

/** Holds the errors that {@link Approximation} states against double precision. */
class ApproximationTest {

  private static final int STEPS = 200_000;

  @Test
  void logarithm() {
    for (int e = -32; e <= 0; e++) {
      for (int i = 0; i < STEPS / 32; i++) {
        float m = (float) (Math.sqrt(0.5) * (1 + (double) i / (STEPS / 32)));
        assertClose(StrictMath.log(m) + e * StrictMath.log(2), Approximation.ln(m, e), 3e-7, m);
      }
    }
    assertEquals(0, Approximation.ln(1, 0));
  }

  @Test
  void sineAndCosine() {
    for (int i = 0; i <= STEPS; i++) {
      float t = (float) (2.0 * i / STEPS - 1);
      assertClose(StrictMath.sin(StrictMath.PI / 2 * t), Approximation.sine(t), 3e-7, t);
      // Through the sine of the small angle that is left, exact where the cosine has its zeros.
      double cosine = StrictMath.sin(StrictMath.PI / 2 * (1 - Math.abs((double) t)));
      assertClose(cosine, Approximation.cosine(t), 4e-7, t);
    }
  }

  @Test
  void quantile() {
    for (int i = 1; i <= 2000; i++) {
      float w = i * 9f / 2000;
      // With x² = 1 - exp(-w), the tail (1 - x)/2 is exp(-w)/(2 (1 + x)).
      double x = Math.sqrt(-StrictMath.expm1(-w));
      double tail = StrictMath.exp(-w) / (2 * (1 + x));
      assertClose(-NormalDistribution.quantile(tail) / x, Approximation.quantileFactor(w), 4e-7, w);
    }
  }

  private static void assertClose(double exact, float value, double tolerance, float at) {
    assertTrue(
        Math.abs(value - exact) <= tolerance * Math.abs(exact),
        () -> value + " for " + exact + " at " + at + ": " + Math.abs(value - exact) / exact);
  }
}
