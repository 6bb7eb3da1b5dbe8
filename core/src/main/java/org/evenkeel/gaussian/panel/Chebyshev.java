// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import org.evenkeel.gaussian.GaussLegendre;

/**
 * Polynomial interpolation over [0, 1] at Chebyshev points of the first kind, by the barycentric
 * formula (Berrut and Trefethen 2004, equation 4.2).
 */
final class Chebyshev {

  private final double[] points;
  private final double[] weights;

  /** The interpolation at n points. */
  Chebyshev(int n) {
    points = new double[n];
    weights = new double[n];
    for (int i = 0; i < n; i++) {
      double angle = (2 * i + 1) * StrictMath.PI / (2 * n);
      points[i] = (1 - StrictMath.cos(angle)) / 2;
      weights[i] = (i % 2 == 0 ? 1 : -1) * StrictMath.sin(angle);
    }
  }

  int size() {
    return points.length;
  }

  /** A point within (0, 1), ascending in i. */
  double point(int i) {
    return points[i];
  }

  /** Factors of the integrals from 0 to each point; in the last row of that from 0 to 1. */
  double[][] integrals() {
    GaussLegendre rule = new GaussLegendre(points.length);
    double[][] integrals = new double[points.length + 1][points.length];
    for (int i = 0; i <= points.length; i++) {
      double half = (i == points.length ? 1 : points[i]) / 2;
      for (int node = 0; node < rule.size(); node++) {
        double[] factors = factors(half * (1 + rule.node(node)));
        for (int j = 0; j < factors.length; j++) {
          integrals[i][j] += half * rule.weight(node) * factors[j];
        }
      }
    }
    return integrals;
  }

  /** The factors with which values at the points add up to the value at x. */
  double[] factors(double x) {
    double[] factors = new double[points.length];
    double sum = 0;
    for (int i = 0; i < points.length; i++) {
      if (x == points[i]) {
        double[] one = new double[points.length];
        one[i] = 1;
        return one;
      }
      factors[i] = weights[i] / (x - points[i]);
      sum += factors[i];
    }
    double scale = 1 / sum;
    for (int i = 0; i < points.length; i++) {
      factors[i] *= scale;
    }
    return factors;
  }
}
