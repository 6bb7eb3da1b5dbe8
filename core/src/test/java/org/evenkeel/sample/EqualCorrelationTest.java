// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EqualCorrelationTest {

  /** Olkin and Siotani's covariances of correlation coefficients, of a straight line. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.6, 0.9, 0.99, 0.9999})
  void aStraightLineHasTheCovariancesOfCorrelationCoefficients(double c) {
    EqualCorrelation found = EqualCorrelation.of(z -> z, c);
    double accuracy = 2e-3;
    assertAll(
        () -> assertEquals(1 - c, found.r(), 1e-5 * (1 - c)),
        () -> assertEquals((1 + c) * (1 + c), found.single(), accuracy),
        () -> assertEquals(c * (1 + 1.5 * c), found.chained(), accuracy),
        () -> assertEquals(2 * c * c, found.disjoint(), accuracy),
        () -> assertEquals(-c * (1 + c), found.own(), accuracy),
        () -> assertEquals(-2 * c * c, found.other(), accuracy));
  }

  /** Means over 10^6 draws; deviations of five standard errors, false alarm below 1e-5. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.8})
  void relusDeviateAsSimulated(double c) {
    DoubleUnaryOperator f = z -> Math.max(0, z);
    EqualCorrelation found = EqualCorrelation.of(f, c);
    Random random = new Random(5);
    int draws = 1_000_000;
    double second = 0.5;
    double[] sums = new double[3];
    double[] squares = new double[3];
    for (int i = 0; i < draws; i++) {
      double common = Math.sqrt(c) * random.nextGaussian();
      double[] y = new double[4];
      for (int k = 0; k < y.length; k++) {
        y[k] = f.applyAsDouble(common + Math.sqrt(1 - c) * random.nextGaussian());
      }
      double pair = distance(y[0], y[1], found.r());
      double[] products = {
        pair * pair, pair * distance(y[1], y[2], found.r()), pair * distance(y[2], y[3], found.r())
      };
      for (int k = 0; k < products.length; k++) {
        double relative = products[k] / (second * second * found.r() * found.r());
        sums[k] += relative / draws;
        squares[k] += relative * relative / draws;
      }
    }
    double[] expected = {found.single(), found.chained(), found.disjoint()};
    for (int k = 0; k < expected.length; k++) {
      double error = 5 * Math.sqrt((squares[k] - sums[k] * sums[k]) / draws);
      assertEquals(sums[k], expected[k], error + 0.02 * expected[0]);
    }
  }

  private static double distance(double one, double other, double r) {
    return ((one - other) * (one - other) - r * (one * one + other * other)) / 2;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 4, 100})
  void errorsOfASoftmaxVaryAsAllPairsOfLabelsDo(double variance) {
    int classes = 7;
    double[] shares = new double[classes];
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      double quantile = NormalDistribution.quantile((i + 0.5) / classes);
      shares[i] = Math.exp(Math.sqrt(variance) * quantile);
      sum += shares[i];
    }
    double square = 0;
    for (int i = 0; i < classes; i++) {
      shares[i] /= sum;
      square += shares[i] * shares[i];
    }
    double mean = 0;
    double squares = 0;
    for (int a = 0; a < classes; a++) {
      for (int b = 0; b < classes; b++) {
        double lengths = (1 - 2 * shares[a] + square) * (1 - 2 * shares[b] + square);
        if (a != b && lengths > 1e-9) {
          double cosine = (square - shares[a] - shares[b]) / Math.sqrt(lengths);
          mean += cosine / (classes * (classes - 1));
          squares += cosine * cosine / (classes * (classes - 1));
        }
      }
    }
    double found = SampleShares.errors(classes, variance);
    assertEquals(squares - mean * mean, found, 1e-6);
    assertTrue(variance > 0 || found < 1e-12);
  }
}
