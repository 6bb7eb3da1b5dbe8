package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussLegendreTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 64})
  void integratesPolynomialsUpToDegreeTwiceItsSizeLessOne(int n) {
    GaussLegendre rule = new GaussLegendre(n);
    for (int degree = 0; degree < 2 * n; degree++) {
      double expected = degree % 2 == 0 ? 2.0 / (degree + 1) : 0;
      assertEquals(expected, integral(rule, degree), 1e-14, "degree " + degree);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void failsAtTheNextDegree(int n) {
    double error = 2.0 / (2 * n + 1) - integral(new GaussLegendre(n), 2 * n);
    // 2^(2n+1) n!^4 / ((2n+1) (2n)!²): the error term for x^2n (Abramowitz and Stegun 25.4.30).
    double expected = 2.0 / (2 * n + 1);
    for (int k = 1; k <= n; k++) {
      expected *= 4.0 * k * k * k * k / ((2.0 * k - 1) * (2 * k - 1) * 4 * k * k);
    }
    assertEquals(expected, error, 1e-13);
  }

  private static double integral(GaussLegendre rule, int degree) {
    double sum = 0;
    for (int i = 0; i < rule.size(); i++) {
      sum += rule.weight(i) * Math.pow(rule.node(i), degree);
    }
    return sum;
  }
}
