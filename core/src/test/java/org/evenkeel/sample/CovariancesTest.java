// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CovariancesTest {

  /** Of 2 examples at 3 places each, a sixth of all pairs is a value with itself. */
  @Test
  void meansCountEachKindOfPair() {
    Covariances covariances = new Covariances(6, 5, 4, 3);
    double expected = (6 * 6 + 6 * 5 + 12 * 4 + 12 * 3) / 36.0;
    assertEquals(expected, covariances.over(2, 3), 1e-12);
  }

  @Test
  void placesThatDifferAsExamplesAreMoreOfThem() {
    Covariances alike = new Covariances(5, 0.5, 0.5, 0.5);
    assertEquals(alike.over(12, 1), alike.over(3, 4), 1e-12);
    assertEquals(MeanVariance.over(12, 5, 0.5), alike.over(3, 4), 1e-12);
  }

  /** E[y⁴] = 3, and E[y² y'²] = 1 + 2ρ². */
  @Test
  void squaresOfGaussiansMultiply() {
    Covariances none = new Covariances(0, 0, 0, 0).withGaussian(0.25, 1, 0);
    assertEquals(new Covariances(2, 0.5, 2, 0), none);
    assertEquals(3 * 6 - 1, new Covariances(5, 0, 0, 0).withGaussian(0, 0, 0).alone(), 1e-12);
  }

  /** x² is 1 + √2 h_2, and E[x² y²] - 1 = 2c². */
  @Test
  void seriesAreSummed() {
    double[] square = {1, 0, Math.sqrt(2)};
    assertEquals(2 * 0.09, Covariances.ofSeries(square, square, 0, 0.3), 1e-12);
    assertEquals(2, Covariances.ofSeries(square, square, 0, Double.NaN), 1e-12);
  }
}
