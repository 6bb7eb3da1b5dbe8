// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

/**
 * The relative covariances of two functions of a unit's values, over a batch of examples with
 * several positions each.
 *
 * @param alone of a value with itself
 * @param examples of two examples at one position
 * @param tokens of two positions of one example
 * @param across of two positions of two examples
 */
public record Covariances(double alone, double examples, double tokens, double across) {

  /**
   * The variance of the mean, where the two functions are one.
   *
   * @param count the number of examples
   * @param places that of positions
   */
  public double over(double count, double places) {
    return Math.max(0, signedOver(count, places));
  }

  /** The covariance of the means. */
  public double signedOver(double count, double places) {
    double one = alone / places + (1 - 1 / places) * tokens;
    double common = examples / places + (1 - 1 / places) * across;
    return one / count + (1 - 1 / count) * common;
  }

  /**
   * Those of products with squares of independent Gaussians y, 2ρ² + (1 + 2ρ²) Cov.
   *
   * @param ofExamples ρ², ρ the correlation of y of two examples
   * @param ofTokens the same of two positions
   * @param ofBoth the same of two positions of two examples
   */
  public Covariances withGaussian(double ofExamples, double ofTokens, double ofBoth) {
    return new Covariances(
        3 * (alone + 1) - 1,
        2 * ofExamples + (1 + 2 * ofExamples) * examples,
        2 * ofTokens + (1 + 2 * ofTokens) * tokens,
        2 * ofBoth + (1 + 2 * ofBoth) * across);
  }

  /**
   * Σ_{k≥1} a_k b_k c^k of two series in Hermite polynomials, of which the rest has the order
   * behind their last.
   *
   * @param c the correlation; 1 where it is not known
   */
  public static double ofSeries(double[] a, double[] b, double rest, double c) {
    double known = Double.isNaN(c) ? 1 : c;
    double sum = rest;
    for (int k = a.length - 1; k >= 1; k--) {
      sum = (sum + a[k] * b[k]) * known;
    }
    return sum;
  }
}
