package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are mpmath's, 40 digits: {@code erfc(-x/sqrt(2))/2} and {@code npdf(x)}. */
class NormalDistributionTest {

  /** Relative error promised by the class. */
  private static final double PRECISION = 4e-15;

  @ParameterizedTest
  @CsvSource({
    "-37, 5.7255712225245768e-300, 2.1200065515246056e-298",
    "-20, 2.7536241186062337e-89, 5.5209483621597632e-88",
    "-8, 6.2209605742717841e-16, 5.0522710835368923e-15",
    "-3, 0.0013498980316300945, 0.0044318484119380072",
    "-2, 0.022750131948179207, 0.053990966513188052",
    "-1.5, 0.066807201268858066, 0.12951759566589173",
    "-1, 0.15865525393145705, 0.24197072451914335",
    "-0.3, 0.38208857781104737, 0.38138781546052409",
    "0, 0.5, 0.39894228040143268",
    "0.3, 0.61791142218895263, 0.38138781546052409",
    "1, 0.84134474606854295, 0.24197072451914335",
    "3, 0.99865010196836991, 0.0044318484119380072",
    "8, 0.99999999999999938, 5.0522710835368923e-15"
  })
  void cdfAndDensityHaveTheirDigitsInBothTails(double x, double cdf, double density) {
    assertEquals(cdf, NormalDistribution.cdf(x), PRECISION * cdf);
    assertEquals(density, NormalDistribution.density(x), PRECISION * density);
  }

  /** {@code erf(a/sqrt(2))} and {@code gammainc(1.5, 0, a**2/2)/gamma(1.5)}. */
  @ParameterizedTest
  @CsvSource({
    "1e-8, 7.9788456080286536e-9, 2.6596152026762179e-25",
    "0.1, 0.079655674554057967, 0.00026516505865560987",
    "1, 0.6826894921370859, 0.1987480430987992",
    "1.5, 0.86638559746228387, 0.47783281046460869",
    "2, 0.95449973610364159, 0.73853587005088938",
    "5, 0.99999942669685624, 0.9999845595017089",
    "1e9, 1, 1",
    "Infinity, 1, 1"
  })
  void probabilityAndVarianceWithinAnIntervalDoNotCancel(
      double a, double probability, double secondMoment) {
    assertEquals(probability, NormalDistribution.probabilityWithin(a), PRECISION * probability);
    assertEquals(
        secondMoment, NormalDistribution.secondMomentWithin(a), 2 * PRECISION * secondMoment);
  }

  /** The constant by which every library corrects a normal truncated at two deviations. */
  @Test
  void truncationAtTwoDeviationsLeavesTheKnownDeviation() {
    double variance =
        NormalDistribution.secondMomentWithin(2) / NormalDistribution.probabilityWithin(2);
    assertEquals(0.8796256610342398, Math.sqrt(variance), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-300, -37.047096299361199",
    "1e-100, -21.273453560965324",
    "1e-10, -6.3613409024040562",
    "0.001, -3.0902323061678135",
    "0.025, -1.9599639845400542",
    "0.1, -1.2815515655446004",
    "0.3, -0.52440051270804082",
    "0.4999, -0.00025066283008800749",
    "0.75, 0.67448975019608174",
    "0.975, 1.9599639845400539"
  })
  void quantileHasItsDigits(double p, double expected) {
    assertEquals(expected, NormalDistribution.quantile(p), PRECISION * Math.abs(expected));
  }

  @Test
  void quantileInvertsTheCdfEverywhere() {
    for (double x = -37; x <= 5; x += 1.0 / 64) {
      // The cdf's own rounding moves the quantile by Φ/φ times as much.
      double slack = 1e-15 * NormalDistribution.cdf(x) / NormalDistribution.density(x);
      double actual = NormalDistribution.quantile(NormalDistribution.cdf(x));
      assertEquals(x, actual, 4 * slack + PRECISION * Math.abs(x), "x = " + x);
    }
  }

  @Test
  void quantileEndsAtTheEndsOfTheRange() {
    assertEquals(Double.NEGATIVE_INFINITY, NormalDistribution.quantile(0));
    assertEquals(Double.POSITIVE_INFINITY, NormalDistribution.quantile(1));
    assertEquals(0, NormalDistribution.quantile(0.5));
    assertEquals(-38.467405617144344, NormalDistribution.quantile(Double.MIN_VALUE), 1e-12);
    assertEquals(8.209536151601387, NormalDistribution.quantile(Math.nextDown(1.0)), 1e-14);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void quantileRefusesWhatIsNoProbability(double p) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> NormalDistribution.quantile(p))
            .getMessage();
    assertEquals(
        "a probability must lie within [0, 1]: " + p + "; give a share, not a percentage", message);
  }

  /** The two methods of computing the cdf meet at ±1.5. */
  @Test
  void cdfNeverFallsWhereItsMethodsMeet() {
    for (double seam : new double[] {-1.5, 1.5}) {
      double below = NormalDistribution.cdf(seam - 1e-14);
      double above = NormalDistribution.cdf(seam + 1e-14);
      assertTrue(below < above, below + " before " + above);
    }
  }

  @Test
  void cdfIsOneOrZeroFarOut() {
    assertEquals(1, NormalDistribution.cdf(Double.MAX_VALUE));
    assertEquals(0, NormalDistribution.cdf(-Double.MAX_VALUE));
    assertEquals(1, NormalDistribution.cdf(Double.POSITIVE_INFINITY));
    assertEquals(0, NormalDistribution.cdf(Double.NEGATIVE_INFINITY));
    assertEquals(Double.NaN, NormalDistribution.cdf(Double.NaN));
  }
}
