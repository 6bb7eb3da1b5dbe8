package org.evenkeel.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChanceTest {

  /**
   * From SciPy 1.17.1: {@code 2 * min(poisson.cdf(k, m), poisson.sf(k - 1, m))} and {@code 2 *
   * min(chi2.cdf(x, n), chi2.sf(x, n))}.
   */
  @ParameterizedTest
  @CsvSource({
    "poisson, 150, 100, 3.7684209320773687e-06",
    "poisson, 57, 95.4, 2.99416767817208e-05",
    "poisson, 0, 12, 1.2288424706656415e-05",
    "poisson, 35, 11.9, 8.598748952164978e-08",
    "chi-square, 1250, 1023, 2.5576978222647973e-06",
    "chi-square, 800, 1023, 9.979189960873067e-08",
    "chi-square, 8534.4, 8128, 0.001683399298121287",
    "chi-square, 60, 24, 0.00012775405079854655",
  })
  void agreesWithSciPy(String law, double x, double parameter, double expected) {
    double p =
        law.equals("poisson")
            ? Chance.poisson((long) x, parameter)
            : Chance.chiSquare(x, parameter);
    assertEquals(1, p / expected, law.equals("poisson") ? 1e-9 : 0.15);
  }
}
