// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Fixed nodes for functions of a normal x = √q z that are evaluated once and integrated many times:
 * each node above 0 stands for its mirror image too, and weights include φ.
 *
 * <p>Expectations are within 1e-12 of E|g| for functions that are analytic between the named kinks
 * and change over lengths of a quarter or more in z; {@link GaussianExpectation} finds by itself
 * where others need more nodes.
 */
public final class GaussianNodes {

  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** Beyond it g √φ is below rounding, unless g grows faster than any power. */
  private static final double RANGE = 14;

  private static final double PANEL = 0.5;

  /** Where a steep activation has its step. */
  private static final double[] GRADED = {0, 0.5 / 4096, 0.5 / 512, 0.5 / 64, 0.5 / 8};

  private static final GaussianNodes SMOOTH = finely();

  private static final List<GaussianNodes> COARSE =
      List.of(coarsely(2), coarsely(1), coarsely(0.5));

  private final double[] nodes;
  private final double[] weights;

  /** Takes weights without φ. */
  private GaussianNodes(double[] nodes, double[] weights) {
    this.nodes = nodes;
    this.weights = weights;
    for (int i = 0; i < nodes.length; i++) {
      weights[i] *= NormalDistribution.density(nodes[i]);
    }
  }

  /** Nodes on panels of Gauss's rule, for functions of z with these kinks. */
  public static GaussianNodes of(double... kinks) {
    return kinks.length == 0 ? SMOOTH : finely(kinks);
  }

  /**
   * Fewer nodes, for functions of z that change over lengths of 1 or more, or of 1/2 or 1/4, and
   * have their kinks at 0.
   *
   * @param length that length
   */
  public static GaussianNodes coarse(double length) {
    int halvings = length >= 1 ? 0 : length >= 0.5 ? 1 : 2;
    return COARSE.get(halvings);
  }

  private static GaussianNodes coarsely(double panel) {
    double[] edges = new double[(int) (RANGE / panel) + 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = i * panel;
    }
    return between(edges);
  }

  private static GaussianNodes finely(double... kinks) {
    return between(edges(kinks));
  }

  private static GaussianNodes between(double[] edges) {
    int half = RULE.size() * (edges.length - 1);
    double[] nodes = new double[half];
    double[] weights = new double[half];
    for (int i = 0; i < half; i++) {
      int panel = i / RULE.size();
      double width = (edges[panel + 1] - edges[panel]) / 2;
      nodes[i] = edges[panel] + width * (1 + RULE.node(i % RULE.size()));
      weights[i] = width * RULE.weight(i % RULE.size());
    }
    return new GaussianNodes(nodes, weights);
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
  static GaussianNodes evenly(double step) {
    return evenly(step, (int) (RANGE / step));
  }

  /** The same number of evenly spaced nodes above 0 and below. */
  public static GaussianNodes evenly(double step, int half) {
    double[] nodes = new double[half];
    double[] weights = new double[half];
    for (int i = 0; i < half; i++) {
      nodes[i] = (i + 0.5) * step;
      weights[i] = step;
    }
    return new GaussianNodes(nodes, weights);
  }

  /** The number of nodes above 0. */
  public int size() {
    return nodes.length;
  }

  double node(int i) {
    return nodes[i];
  }

  double weight(int i) {
    return weights[i];
  }

  /** A node, or from {@link #size} on the mirror image of one. */
  public double mirrored(int i) {
    return i < nodes.length ? nodes[i] : -nodes[i - nodes.length];
  }

  /** The weight of {@link #mirrored}. */
  public double weightOf(int i) {
    return weights[i < nodes.length ? i : i - nodes.length];
  }

  /** A function's values at the nodes and at their mirror images. */
  public static final class Values {

    private final double[] above;
    private final double[] below;

    private Values(double[] above, double[] below) {
      this.above = above;
      this.below = below;
    }
  }

  /** The values of a function of z. */
  public Values values(DoubleUnaryOperator g) {
    double[] above = new double[nodes.length];
    double[] below = new double[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      above[i] = g.applyAsDouble(nodes[i]);
      below[i] = g.applyAsDouble(-nodes[i]);
    }
    return new Values(above, below);
  }

  /** E[g h] of two functions. */
  public double product(Values g, Values h) {
    double sum = 0;
    for (int i = 0; i < nodes.length; i++) {
      sum += weights[i] * (g.above[i] * h.above[i] + g.below[i] * h.below[i]);
    }
    return sum;
  }

  /** The coefficients of a function in Hermite polynomials up to an order. */
  public double[] series(Values g, int order) {
    double[] coefficients = new double[order + 1];
    HermiteSeries.Projection projection = new HermiteSeries.Projection(this, g.above, g.below);
    for (int k = 0; k <= order; k++) {
      coefficients[k] = projection.next();
    }
    return coefficients;
  }
}
