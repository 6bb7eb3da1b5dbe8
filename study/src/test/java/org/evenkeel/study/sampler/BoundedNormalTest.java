package org.evenkeel.study.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.evenkeel.study.space.Space;
import org.hipparchus.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedNormalTest {

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
    assertEquals(log, BoundedNormal.logBelow(z), 4e-16 * Math.max(2, -log));
  }

  @Test
  void massesAreThoseOfTheErrorFunction() {
    for (double z = -8; z < 8; z += 0.013) {
      double expected = 0.5 * Erf.erfc(-z / Math.sqrt(2));
      assertEquals(expected, BoundedNormal.below(z), 1e-13 * expected);
      assertEquals(
          Math.log(Erf.erf(z / Math.sqrt(2), (z + 0.5) / Math.sqrt(2)) / 2),
          BoundedNormal.logBetween(z, z + 0.5),
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
    BoundedNormal normal = BoundedNormal.of(mean, sigma, low, high, 0);
    assertEquals(low, normal.quantile(0), 1e-9);
    double below = low;
    for (int i = 1; i < 100; i++) {
      double x = normal.quantile(i / 100.0);
      assertTrue(x > below && x <= high);
      // The share between the bound and x, and the slope there.
      double share =
          Math.exp(
              BoundedNormal.logBetween((low - mean) / sigma, (x - mean) / sigma)
                  - normal.logTotal());
      assertEquals(i / 100.0, share, 1e-9);
      double step = 1e-4 * sigma;
      BoundedNormal stepped = BoundedNormal.of(mean, sigma, low, high, step);
      assertEquals(normal.log(x), stepped.log(x) - Math.log(step), 1e-4, "at " + x);
      below = x;
    }
  }

  @ParameterizedTest
  @CsvSource({"log:0.01..100, 2, 0.5, 8", "log:int:1..1000, 2, 1, 900", "log:1..3, 50, 0.5, 99"})
  void aBeliefIsADensityToo(String text, double centre, double low, double high) {
    Coordinate coordinate =
        Coordinate.of(Space.parse("x=" + text).hyperparameters().get(0).domain());
    Parzen.Component kernel = coordinate.component(new Prior("x", centre, low, high));
    int n = 20000;
    double width = (coordinate.high() - coordinate.low()) / n;
    double total = 0;
    for (int i = 0; i < n; i++) {
      double x = coordinate.low() + (i + 0.5) * width;
      total += width * Math.exp(kernel.log(x));
    }
    assertEquals(1, total, 1e-6);
    // Of 4000 draws, as many are below the middle as the density says; 4 sigma, 6e-5.
    double middle = (coordinate.low() + coordinate.high()) / 2;
    double share = 0;
    for (int i = 0; i < n / 2; i++) {
      share += width * Math.exp(kernel.log(coordinate.low() + (i + 0.5) * width));
    }
    SplittableRandom random = new SplittableRandom(1);
    long below = IntStream.range(0, 4000).filter(i -> kernel.draw(random) < middle).count();
    assertEquals(share, below / 4000.0, 4 * Math.sqrt(share * (1 - share) / 4000));
  }
}
