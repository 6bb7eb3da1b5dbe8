package org.evenkeel.study.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTest {

  /** Rows made with mpmath by tail.py. */
  @ParameterizedTest
  @CsvSource({
    "0, -0.693147180559945309",
    "-0.1, -0.776154592730273326",
    "-0.5, -1.17591176159361861",
    "-1, -1.84102164500926351",
    "-2.5, -5.0816482772786905",
    "-6, -20.7367689499747057",
    "-12, -75.4106730015687959",
    "-25, -316.639408008020259",
    "-40, -804.608442013753788",
    "-100, -5005.52420869420509",
    "-1000, -500007.826694812184",
  })
  void tailsAreExact(double z, double log) {
    assertEquals(log, Tail.logBelow(z), 4e-16 * Math.max(2, -log));
  }

  @Test
  void massesAreThoseOfTheErrorFunction() {
    for (double z = -8; z < 8; z += 0.013) {
      double expected = 0.5 * Erf.erfc(-z / Math.sqrt(2));
      assertEquals(expected, Tail.below(z), 1e-13 * expected);
      assertEquals(
          Math.log(Erf.erf(z / Math.sqrt(2), (z + 0.5) / Math.sqrt(2)) / 2),
          Tail.logBetween(z, z + 0.5),
          1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, -1, 2",
    "0.5, 3, 0, 1",
    "-2, 0.01, -2, 5",
    "5, 0.01, -2, 5",
    "1, 100, -2, 5",
    "0, 0.001, -1, 1",
  })
  void quantilesAreTheInverseOfMasses(double mean, double sigma, double low, double high) {
    Normal normal = Normal.of(mean, sigma, low, high);
    assertEquals(low, normal.quantile(0), 1e-9);
    double below = low;
    for (int i = 1; i < 100; i++) {
      double x = normal.quantile(i / 100.0);
      assertTrue(x > below && x <= high);
      // The share between the bound and x, and the slope there.
      double share =
          Math.exp(Tail.logBetween((low - mean) / sigma, (x - mean) / sigma) - normal.logMass());
      assertEquals(i / 100.0, share, 1e-9);
      double step = 1e-4 * sigma;
      assertEquals(
          normal.logDensity(x), normal.logShare(x, step) - Math.log(1e-4), 1e-4, "at " + x);
      below = x;
    }
  }
}
