// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

/** The variance of a mean, from that of its terms and from what these have in common. */
public final class MeanVariance {

  private MeanVariance() {}

  /**
   * The variance of the logarithm of a mean of so many log-normal numbers, from their own and their
   * common variance and from the variance of the logarithms so far: the few largest have more of a
   * mean than the others, so that it is one of fewer numbers, 1 in the sum of their squared shares.
   *
   * @param spread the variance over the numbers of their logarithms
   */
  public static double over(double count, double alone, double common, double spread) {
    return over(1 / SampleShares.typicalSquares(count, spread), alone, common);
  }

  /** The variance of a mean of so many, with their own variance and their common one. */
  public static double over(double count, double alone, double common) {
    return Math.max(0, alone / count + (1 - 1 / count) * common);
  }

  /**
   * The variance of a mean over neighbours in a row.
   *
   * @param pairs their number
   * @param single the variance of one pair
   * @param chained the covariance of two that share an example
   * @param disjoint the covariance of two that share none
   */
  public static double inRow(double pairs, double single, double chained, double disjoint) {
    double rest = pairs - 1;
    double sum = single + rest / pairs * (2 * chained + (pairs - 2) * disjoint);
    return Math.max(0, sum / pairs);
  }
}
