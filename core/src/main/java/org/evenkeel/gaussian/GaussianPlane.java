// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.function.DoubleBinaryOperator;

/**
 * The expectation E[g(u, v)] of a symmetric function of two normal variables of mean 0, one
 * variance and a given correlation, by quadrature in polar coordinates.
 */
public final class GaussianPlane {

  private static final GaussLegendre RULE = new GaussLegendre(16);

  private static final double[] RADII = {0, 1, 2.5, 5, 10};

  private GaussianPlane() {}

  /**
   * E[g(u, v)].
   *
   * @param g a function with g(u, v) = g(v, u)
   * @param q variance of u and of v
   * @param distance 1 - c for their correlation c, within [0, 2]
   */
  public static double of(DoubleBinaryOperator g, double q, double distance) {
    double half = StrictMath.asin(Math.sqrt(distance / 2)); // half the angle between the axes
    double quarter = StrictMath.PI / 2;
    double[] angles = {0, Math.abs(quarter - half), Math.min(quarter + half, Math.PI), Math.PI};
    double sum = 0;
    for (int i = 1; i < angles.length; i++) {
      double center = (angles[i - 1] + angles[i]) / 2;
      double width = (angles[i] - angles[i - 1]) / 2;
      for (int j = 0; j < RULE.size() && width > 0; j++) {
        double psi = center + width * RULE.node(j);
        double x = Math.sqrt(q) * StrictMath.cos(psi - half);
        double y = Math.sqrt(q) * StrictMath.cos(psi + half);
        sum += width * RULE.weight(j) * ray(g, x, y);
      }
    }
    return sum / StrictMath.PI;
  }

  /** ∫ g(r x, r y) r e^(-r²/2) dr over r > 0. */
  private static double ray(DoubleBinaryOperator g, double x, double y) {
    double sum = 0;
    for (int i = 1; i < RADII.length; i++) {
      double center = (RADII[i - 1] + RADII[i]) / 2;
      double width = (RADII[i] - RADII[i - 1]) / 2;
      for (int j = 0; j < RULE.size(); j++) {
        double r = center + width * RULE.node(j);
        double weight = width * RULE.weight(j) * r * StrictMath.exp(-r * r / 2);
        sum += weight * g.applyAsDouble(r * x, r * y);
      }
    }
    return sum;
  }
}
