// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussianExpectation;
import org.evenkeel.sample.SampleShares.Moments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of log-normal numbers: what integrals over one Gaussian and limits say exactly. */
class SampleSharesTest {

  /** Between steps of λ moments are interpolated. */
  private static final double INTERPOLATED = 2e-3;

  private static double relative(double tolerance, double value) {
    return tolerance * Math.abs(value);
  }

  /**
   * Two shares are s and 1 - s of the logarithms' difference δ = √2 λ z, of which their mean is
   * independent.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.25, 1, 4, 30})
  void twoSharesAreALogisticFunction(double variance) {
    Moments found = SampleShares.of(2, variance);
    double squares = ofTwo(variance, (s, d) -> s * s + (1 - s) * (1 - s));
    double cubes = ofTwo(variance, (s, d) -> s * s * s + (1 - s) * (1 - s) * (1 - s));
    double together = ofTwo(variance, (s, d) -> Math.pow(s * s + (1 - s) * (1 - s), 2));
    double pairs = ofTwo(variance, (s, d) -> s * (1 - s) * (1 - d * d / (2 * variance)));
    double logarithm =
        0.5 + ofTwo(variance, (s, d) -> (2 * s - 1) * (2 * s - 1) * d * d / (4 * variance));
    assertEquals(squares, found.squares(), relative(INTERPOLATED, squares));
    assertEquals(cubes, found.cubes(), relative(INTERPOLATED, cubes));
    assertEquals(together, found.together(), relative(INTERPOLATED, together));
    assertEquals(Math.max(0, pairs), found.pairs(), INTERPOLATED);
    assertEquals(logarithm, found.logarithm(), relative(INTERPOLATED, logarithm));
  }

  private interface OfTwo {
    double of(double share, double difference);
  }

  private static double ofTwo(double variance, OfTwo f) {
    double deviation = Math.sqrt(2 * variance);
    DoubleUnaryOperator of = z -> f.of(1 / (1 + Math.exp(-deviation * z)), deviation * z);
    return GaussianExpectation.of(of);
  }

  /** At a step of λ nothing is interpolated. */
  @Test
  void stepsAreExact() {
    double variance = Math.pow(Math.sinh(20 / 24.0), 2);
    double squares = ofTwo(variance, (s, d) -> s * s + (1 - s) * (1 - s));
    assertEquals(squares, SampleShares.squares(2, variance), 1e-9);
  }

  /** n E[Σs²] → exp(λ²), n² E[Σs³] → exp(3λ²), and the means of products go to products. */
  @Test
  void manySharesAreThoseOfTheirMean() {
    double n = 1e6;
    double variance = Math.pow(Math.sinh(12 / 24.0), 2);
    Moments found = SampleShares.of(n, variance);
    assertEquals(Math.exp(variance), n * found.squares(), 1e-4);
    assertEquals(Math.exp(3 * variance), n * n * found.cubes(), 1e-3);
    assertEquals(variance, found.pairs(), 1e-4);
    assertEquals(variance, found.logarithm(), 1e-4);
  }

  @Test
  void equalNumbersHaveEqualShares() {
    Moments found = SampleShares.of(7, 0);
    assertEquals(1.0 / 7, found.squares(), 1e-15);
    assertEquals(6.0 / 49, found.slopes(), 1e-15);
    assertEquals(1, SampleShares.squares(1, 5), 0);
  }

  /** One number has all where logarithms differ much: 1 - Σs² shrinks like 1/λ. */
  @Test
  void sharesOfVeryDifferentNumbers() {
    double at = 1 - SampleShares.squares(10, 256);
    assertEquals(at / 4, 1 - SampleShares.squares(10, 4096), 1e-9);
    assertTrue(at > 0.05 && at < 0.1, "" + at);
    assertEquals(1, SampleShares.squares(10, Double.POSITIVE_INFINITY), 0);
    assertTrue(Double.isNaN(SampleShares.squares(10, Double.NaN)));
  }

  /** The squared length of a vector of d Gaussians has mean d and variance 2d. */
  @ParameterizedTest
  @CsvSource({"1, 3", "16, 0.5"})
  void lengthsHaveTheMomentsOfTheirSquares(double degrees, double variance) {
    SampleShares.Lengths lengths = SampleShares.Lengths.of(degrees, variance);
    double high = lengths.high();
    double low = lengths.low();
    double mean = lengths.mean(high, low);
    double square = lengths.mean(high * high, low * low);
    double cube = lengths.mean(high * high * high, low * low * low);
    double d = degrees;
    assertEquals(variance, mean, 1e-12 * variance);
    assertEquals(variance * variance * (d + 2) / d, square, 1e-12 * square);
    assertEquals(Math.pow(variance, 3) * (d + 2) * (d + 4) / d / d, cube, 1e-12 * cube);
  }
}
