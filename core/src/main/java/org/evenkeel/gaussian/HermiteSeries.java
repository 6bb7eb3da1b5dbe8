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

  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** Beyond it g √φ is below rounding, unless g grows faster than any power. */
  private static final double RANGE = 14;

  private static final double PANEL = 0.5;

  /** Where a steep activation has its step. */
  private static final double[] GRADED = {0, 0.5 / 4096, 0.5 / 512, 0.5 / 64, 0.5 / 8};

  private HermiteSeries() {}

  /**
   * The coefficients a_0 to a_order, within about 1e-10 of √E[g²] up to order 1000.
   *
   * @param g the function; what it has narrower than about 0.05 away from 0 may be missed
   * @param order the last k
   * @param kinks where g or one of its derivatives jumps
   */
  public static double[] coefficients(DoubleUnaryOperator g, int order, double... kinks) {
    double[] edges = edges(kinks);
    int half = RULE.size() * (edges.length - 1);
    double[] nodes = new double[half];
    double[] weights = new double[half];
    for (int i = 0; i < half; i++) {
      int panel = i / RULE.size();
      double width = (edges[panel + 1] - edges[panel]) / 2;
      nodes[i] = edges[panel] + width * (1 + RULE.node(i % RULE.size()));
      weights[i] = width * RULE.weight(i % RULE.size());
    }
    return new Nodes(nodes, weights).coefficients(g, order);
  }

  private static double[] edges(double[] kinks) {
    int panels = (int) (RANGE / PANEL);
    double[] edges = Arrays.copyOf(GRADED, GRADED.length + panels + kinks.length);
    for (int i = 0; i < panels; i++) {
      edges[GRADED.length + i] = (i + 1) * PANEL;
    }
    for (int i = 0; i < kinks.length; i++) {
      edges[GRADED.length + panels + i] = Math.min(Math.abs(kinks[i]), RANGE);
    }
    Arrays.sort(edges);
    return edges;
  }

  /** Evenly spaced nodes, for functions analytic in a strip around the real line. */
  static Nodes evenly(double step) {
    int half = (int) (RANGE / step);
    double[] nodes = new double[half];
    double[] weights = new double[half];
    for (int i = 0; i < half; i++) {
      nodes[i] = (i + 0.5) * step;
      weights[i] = step;
    }
    return new Nodes(nodes, weights);
  }

  /** Nodes above 0, each of which stands for its mirror image too, with weights that include φ. */
  static final class Nodes {

    private final double[] nodes;
    private final double[] weights;

    /** Takes weights without φ. */
    private Nodes(double[] nodes, double[] weights) {
      this.nodes = nodes;
      this.weights = weights;
      for (int i = 0; i < nodes.length; i++) {
        weights[i] *= NormalDistribution.density(nodes[i]);
      }
    }

    int size() {
      return nodes.length;
    }

    double node(int i) {
      return nodes[i];
    }

    double weight(int i) {
      return weights[i];
    }

    private double[] coefficients(DoubleUnaryOperator g, int order) {
      double[] above = new double[nodes.length];
      double[] below = new double[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        above[i] = g.applyAsDouble(nodes[i]);
        below[i] = g.applyAsDouble(-nodes[i]);
      }
      double[] coefficients = new double[order + 1];
      Projection projection = new Projection(this, above, below);
      for (int k = 0; k <= order; k++) {
        coefficients[k] = projection.next();
      }
      return coefficients;
    }
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
    Projection(Nodes at, double[] above, double[] below) {
      nodes = at.nodes;
      even = new double[nodes.length];
      odd = new double[nodes.length];
      for (int i = 0; i < nodes.length; i++) {
        even[i] = at.weights[i] * (above[i] + below[i]);
        odd[i] = at.weights[i] * (above[i] - below[i]);
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
