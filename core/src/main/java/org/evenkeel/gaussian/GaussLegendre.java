// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.function.DoubleUnaryOperator;

/**
 * Gauss–Legendre quadrature: ∫ g over [-1, 1] ≈ Σ w_i g(x_i), exact for polynomials of degree 2n-1.
 *
 * <p>The nodes x_i are the roots of the Legendre polynomial P_n, the weights are w_i = 2 / ((1 -
 * x_i²) P_n'(x_i)²) (Abramowitz and Stegun 25.4.29).
 */
public final class GaussLegendre {

  private static final GaussLegendre SIXTEEN = new GaussLegendre(16);

  private final double[] nodes;
  private final double[] weights;

  /** The rule with n nodes, at least 1. */
  public GaussLegendre(int n) {
    nodes = new double[n];
    weights = new double[n];
    for (int i = 0; i <= (n - 1) / 2; i++) {
      double x = 2 * i + 1 == n ? 0 : StrictMath.cos(StrictMath.PI * (i + 0.75) / (n + 0.5));
      double slope = 0;
      for (int step = 0; step < 6; step++) { // five are enough; convergence is quadratic
        double previous = 0;
        double value = 1;
        for (int k = 1; k <= n; k++) { // k P_k = (2k-1) x P_(k-1) - (k-1) P_(k-2)
          double next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
          previous = value;
          value = next;
        }
        slope = n * (x * value - previous) / (x * x - 1);
        x -= value / slope;
      }
      nodes[i] = -x;
      nodes[n - 1 - i] = x;
      weights[i] = weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  public int size() {
    return nodes.length;
  }

  /** Node x_i within (-1, 1), ascending in i. */
  public double node(int i) {
    return nodes[i];
  }

  /** Weight w_i; the weights sum to 2. */
  public double weight(int i) {
    return weights[i];
  }

  /** ∫ g over [from, to] by 16 nodes. */
  public static double integral(DoubleUnaryOperator g, double from, double to) {
    double halfWidth = (to - from) / 2;
    double sum = 0;
    for (int i = 0; i < SIXTEEN.size(); i++) {
      sum += SIXTEEN.weight(i) * g.applyAsDouble(from + halfWidth * (1 + SIXTEEN.node(i)));
    }
    return halfWidth * sum;
  }
}
