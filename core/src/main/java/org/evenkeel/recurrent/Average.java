// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

import org.evenkeel.sample.MeanVariance;

/**
 * The relative variances over units of the square of a unit's average state.
 *
 * @param alone of one input
 * @param common the covariance for two
 * @param ofDistance of the difference of two inputs' averages over that square
 */
public record Average(double alone, double common, double ofDistance) {

  /** The variances of a sample of units, by the sums of their states for two inputs. */
  static Average of(double[] one, double[] other) {
    double[] first = new double[one.length];
    double[] next = new double[one.length];
    double[] gaps = new double[one.length];
    for (int j = 0; j < one.length; j++) {
      first[j] = one[j] * one[j];
      next[j] = other[j] * other[j];
      gaps[j] = (one[j] - other[j]) * (one[j] - other[j]);
    }
    double[] distances = UnitMeans.distances(first, next, gaps);
    return new Average(
        UnitMeans.covariance(first, first),
        Math.max(0, UnitMeans.covariance(first, next)),
        UnitMeans.product(distances, distances));
  }

  /** The variance where it is a mean over examples too. */
  public double ofUnits(double examples) {
    return MeanVariance.over(examples, alone, common);
  }
}
