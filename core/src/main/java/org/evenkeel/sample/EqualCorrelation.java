// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.sample;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussianNodes;

/**
 * The variances of distances between the values of a function f at Gaussians of equal correlation c
 * ≥ 0, by the part that these have in common.
 *
 * <pre>
 * z_i   √c s + √(1-c) e_i, with s and all e_i independent N(0, 1)
 * a_i   f(z_i) less its mean m_1 given s;  μ_k, m_k  the moments of a_i and of f(z_i) given s
 * r     E[(f(z_1) - f(z_2))²]/2E[f²] = E[μ_2]/E[m_2]
 * g_ij  ((f(z_i) - f(z_j))² - r (f(z_i)² + f(z_j)²))/2, by which units move r
 * </pre>
 *
 * <p>Given s the values are independent, so that moments of two, three and four of them are means
 * over s of products of moments. No term is the difference of large ones where r is small. All are
 * relative: variances of ln r, of a mean over one unit.
 *
 * @param second E[f²], by which to see whether the nodes resolve f; otherwise nothing holds
 * @param r the distance
 * @param single E[g_12²], of one pair
 * @param chained E[g_12 g_23], of two pairs that share an example
 * @param disjoint E[g_12 g_34], of two pairs that share none
 * @param own E[g_12 f(z_1)²], with the second moment of an example of the pair
 * @param other E[g_12 f(z_3)²]
 */
public record EqualCorrelation(
    double second,
    double r,
    double single,
    double chained,
    double disjoint,
    double own,
    double other) {

  private static final GaussianNodes NODES = GaussianNodes.evenly(0.6, 8);

  /**
   * The variances for a function of a standard normal.
   *
   * @param c the correlation; below 0 it is taken for 0
   */
  public static EqualCorrelation of(DoubleUnaryOperator f, double c) {
    double common = Math.sqrt(Math.max(0, Math.min(1, c)));
    double own = Math.sqrt(Math.max(0, 1 - c));
    int size = 2 * NODES.size();
    double[][] given = new double[size][];
    double gap = 0;
    double second = 0;
    for (int i = 0; i < size; i++) {
      double s = common * NODES.mirrored(i);
      given[i] = given(e -> f.applyAsDouble(s + own * e));
      gap += NODES.weightOf(i) * given[i][2];
      second += NODES.weightOf(i) * (given[i][2] + given[i][1] * given[i][1]);
    }
    double r = gap / second;
    double[] sums = new double[5];
    for (int i = 0; i < size; i++) {
      double[] products = products(given[i], r);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += NODES.weightOf(i) * products[k];
      }
    }
    double square = second * second;
    double distances = square * r * r;
    return new EqualCorrelation(
        second,
        r,
        sums[0] / distances,
        sums[1] / distances,
        sums[2] / distances,
        sums[3] / (square * r),
        sums[4] / (square * r));
  }

  /** m_1 and μ_2, μ_3, μ_4. */
  private static double[] given(DoubleUnaryOperator f) {
    int size = 2 * NODES.size();
    double[] values = new double[size];
    double mean = 0;
    for (int i = 0; i < size; i++) {
      values[i] = f.applyAsDouble(NODES.mirrored(i));
      mean += NODES.weightOf(i) * values[i];
    }
    double[] moments = {1, mean, 0, 0, 0};
    for (int i = 0; i < size; i++) {
      double a = values[i] - mean;
      double square = NODES.weightOf(i) * a * a;
      moments[2] += square;
      moments[3] += square * a;
      moments[4] += square * a * a;
    }
    return moments;
  }

  /** The products of a common part: E[g_12²], E[g_12 g_23], E[g_12 g_34] and those with f². */
  private static double[] products(double[] given, double r) {
    double mean = given[1];
    double square = mean * mean;
    double two = given[2];
    double three = given[3];
    double four = given[4];
    double second = two + square;
    double fourth = four + 4 * mean * three + 6 * square * two + square * square;
    double differences = 2 * four + 6 * two * two;
    double mixed = 4 * two * square + 4 * mean * three + 2 * four + 2 * two * two;
    double lengths = 2 * fourth + 2 * second * second;
    double near = 1 - r;
    double known = two - r * second - r * square;
    double of = two - r * second;
    return new double[] {
      differences / 4 - r * mixed / 2 + r * r * lengths / 4,
      (near * near * four
              + 4 * r * r * square * two
              + known * known
              - 4 * near * r * mean * three
              + 2 * near * known * two)
          / 4,
      of * of,
      mixed / 4 - r * lengths / 4,
      of * second
    };
  }
}
