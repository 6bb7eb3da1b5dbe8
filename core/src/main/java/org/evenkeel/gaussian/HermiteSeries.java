// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The coefficients a_k = E[g(z) h_k(z)] of a function in the normalized Hermite polynomials h_k =
 * He_k/√k!, which are orthonormal over z ~ N(0, 1), so that g = Σ a_k h_k and E[g(u) g(v)] = Σ a_k²
 * c^k for u and v of correlation c (Mehler 1866).
 */
public final class HermiteSeries {

  private HermiteSeries() {}

  /**
   * The coefficients a_0 to a_order, within about 1e-10 of √E[g²] up to order 1000.
   *
   * @param g the function; what it has narrower than about 0.05 away from 0 may be missed
   * @param order the last k
   * @param kinks where g or one of its derivatives jumps
   */
  public static double[] coefficients(DoubleUnaryOperator g, int order, double... kinks) {
    GaussianNodes nodes = GaussianNodes.of(kinks);
    return nodes.series(nodes.values(g), order);
  }

  /** Coefficients one after the other, by the recurrence √(k+1) h_(k+1) = z h_k - √k h_(k-1). */
  static final class Projection {

    private final double[] nodes;
    private final double[] even; // weight times twice the even part of g
    private final double[] odd;
    private double[] previous;
    private double[] current;
    private int k;

    /** Takes g at the nodes and at their mirror images. */
    Projection(GaussianNodes at, double[] above, double[] below) {
      nodes = new double[at.size()];
      even = new double[nodes.length];
      odd = new double[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] = at.node(i);
        even[i] = at.weight(i) * (above[i] + below[i]);
        odd[i] = at.weight(i) * (above[i] - below[i]);
      }
      previous = new double[nodes.length];
      current = new double[nodes.length];
      Arrays.fill(current, 1);
    }

    double next() {
      double[] part = k % 2 == 0 ? even : odd;
      double sum = 0;
      for (int i = 0; i < part.length; i++) {
        sum += part[i] * current[i];
      }
      double back = Math.sqrt(k);
      double scale = 1 / Math.sqrt(k + 1);
      for (int i = 0; i < part.length; i++) {
        previous[i] = (nodes[i] * current[i] - back * previous[i]) * scale;
      }
      double[] swap = previous;
      previous = current;
      current = swap;
      k++;
      return sum;
    }
  }
}
