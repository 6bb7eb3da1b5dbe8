// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The expectation E[g(z)] of a function of a standard normal z, by adaptive quadrature.
 *
 * <p>The integral is folded, ∫ (g(z) + g(-z)) φ(z) dz over 0 ≤ z ≤ 12, so that an odd g gives
 * exactly 0. It is cut into panels at the kinks of g and, ever finer, towards 0, where a steep
 * activation has its step. On each panel one Gauss–Legendre sum is compared with the sums over its
 * two halves; the panel that disagrees most is halved until all agree.
 *
 * <p>Smooth g that grow no faster than a power of z come out within 1e-12, and those with the kinks
 * or jumps that the caller names within 1e-10, relative to E|g(z)|. Kinks that are not named are
 * found by halving, if any node falls where they show. A feature narrower than about 0.05 that is
 * neither at 0 nor at a named kink may be missed.
 */
public final class GaussianExpectation {

  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** Beyond it φ is below 1e-31. */
  private static final double RANGE = 12;

  private static final double[] PANEL_EDGES = {
    0, 2.0 / 4096, 2.0 / 512, 2.0 / 64, 2.0 / 8, 2, 4.5, 7.5, RANGE
  };

  /** Total difference allowed, relative to E|g(z)|; the error of the halves is far smaller. */
  private static final double TOLERANCE = 1e-13;

  /** Limit for functions that are noise at that scale, such as a numeric derivative. */
  private static final int MOST_PANELS = 300;

  /** Rounding errors of one sum, relative to E|g(z)|. */
  private static final double ROUNDING = 0x1p-50;

  /** The panels between {@link #PANEL_EDGES}, whole and by halves, whose φ is computed once. */
  private static final List<Nodes> STANDARD = standard();

  private GaussianExpectation() {}

  /** An interval with the nodes on it and their weights, φ included. */
  private static final class Nodes {

    final double from;
    final double to;
    final double[] nodes = new double[RULE.size()];
    final double[] weights = new double[RULE.size()];

    Nodes(double from, double to) {
      this.from = from;
      this.to = to;
      double center = (from + to) / 2;
      double halfWidth = (to - from) / 2;
      for (int i = 0; i < RULE.size(); i++) {
        nodes[i] = center + halfWidth * RULE.node(i);
        weights[i] = halfWidth * RULE.weight(i) * NormalDistribution.density(nodes[i]);
      }
    }
  }

  private static List<Nodes> standard() {
    List<Nodes> panels = new ArrayList<>();
    for (int i = 1; i < PANEL_EDGES.length; i++) {
      double from = PANEL_EDGES[i - 1];
      double to = PANEL_EDGES[i];
      double middle = (from + to) / 2;
      panels.add(new Nodes(from, to));
      panels.add(new Nodes(from, middle));
      panels.add(new Nodes(middle, to));
    }
    return panels;
  }

  private static Nodes nodes(double from, double to) {
    for (Nodes panel : STANDARD) {
      if (panel.from == from && panel.to == to) {
        return panel;
      }
    }
    return new Nodes(from, to);
  }

  /**
   * An expectation with an upper bound of its error, estimated by comparing sums.
   *
   * @param value the expectation
   * @param error the sum of the differences of the panels, and rounding
   */
  public record Estimate(double value, double error) {}

  /** A sum over one interval: of g φ and, for the scale of things, of |g| φ. */
  private record Piece(double from, double to, double value, double magnitude) {}

  /** An interval, summed whole and by halves. */
  private record Panel(Piece whole, Piece left, Piece right) {

    static Panel of(DoubleUnaryOperator g, Piece whole) {
      double middle = (whole.from + whole.to) / 2;
      return new Panel(whole, sum(g, whole.from, middle), sum(g, middle, whole.to));
    }

    double value() {
      return left.value + right.value;
    }

    double error() {
      return Math.abs(whole.value - value());
    }
  }

  /**
   * E[g(z)] for z ~ N(0, 1).
   *
   * @param kinks where g or one of its derivatives jumps, in any order
   */
  public static double of(DoubleUnaryOperator g, double... kinks) {
    return estimate(g, kinks).value;
  }

  /** {@link #of} with an estimate of its error. Where g is not finite, neither is the result. */
  public static Estimate estimate(DoubleUnaryOperator g, double... kinks) {
    List<Panel> panels = new ArrayList<>();
    double magnitude = 0;
    double[] edges = edges(kinks);
    for (int i = 1; i < edges.length; i++) {
      Piece whole = sum(g, edges[i - 1], edges[i]);
      magnitude += whole.magnitude;
      panels.add(Panel.of(g, whole));
    }
    while (true) {
      double value = 0;
      double error = 0;
      int worst = 0;
      for (int i = 0; i < panels.size(); i++) {
        value += panels.get(i).value();
        error += panels.get(i).error();
        worst = panels.get(i).error() > panels.get(worst).error() ? i : worst;
      }
      // Written so that NaN and infinity end the loop as well.
      if (!(error > TOLERANCE * magnitude) || panels.size() >= MOST_PANELS) {
        return new Estimate(value, error + ROUNDING * magnitude);
      }
      Panel split = panels.get(worst);
      panels.set(worst, Panel.of(g, split.left));
      panels.add(Panel.of(g, split.right));
    }
  }

  /** The panel edges with the kinks among them; an edge that occurs twice bounds an empty panel. */
  private static double[] edges(double[] kinks) {
    double[] edges = Arrays.copyOf(PANEL_EDGES, PANEL_EDGES.length + kinks.length);
    for (int i = 0; i < kinks.length; i++) {
      edges[PANEL_EDGES.length + i] = Math.min(Math.abs(kinks[i]), RANGE);
    }
    Arrays.sort(edges);
    return edges;
  }

  private static Piece sum(DoubleUnaryOperator g, double from, double to) {
    if (from == to) {
      return new Piece(from, to, 0, 0);
    }
    Nodes at = nodes(from, to);
    double value = 0;
    double magnitude = 0;
    for (int i = 0; i < at.nodes.length; i++) {
      double z = at.nodes[i];
      double weight = at.weights[i];
      double above = g.applyAsDouble(z);
      double below = g.applyAsDouble(-z);
      value += weight * (above + below);
      magnitude += weight * (Math.abs(above) + Math.abs(below));
    }
    return new Piece(from, to, value, magnitude);
  }
}
