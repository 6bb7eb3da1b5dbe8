package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RadialIntegralTest {

  /** √(2π) E[z e^(-βz); z > 0] by the adaptive quadrature, over all branches and their seams. */
  @Test
  void isTheIntegralThatItIsNamedAfter() {
    for (double beta = 0; beta < 40; beta += 0.0371) {
      double b = beta;
      double expected =
          Math.sqrt(2 * Math.PI)
              * GaussianExpectation.of(z -> z > 0 ? z * StrictMath.exp(-b * z) : 0, 0);
      assertEquals(expected, RadialIntegral.of(beta), 1e-12 * expected, "β = " + beta);
    }
  }

  /** 1 - 3/β² + 15/β⁴ - 105/β⁶, over β². */
  @Test
  void endsAsItsAsymptoticSeries() {
    double beta = 1e4;
    double square = 1 / (beta * beta);
    double expected = square * (1 - 3 * square + 15 * square * square);
    assertEquals(expected, RadialIntegral.of(beta), 1e-15 * expected);
    assertEquals(0, RadialIntegral.of(Double.POSITIVE_INFINITY));
  }
}
