// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.function.DoubleBinaryOperator;

/**
 * E[g(u, v)] for u and v that are N(0, q) and have correlation cos θ, as a function of q over a
 * {@link LogPanel} and of θ over one of the intervals between {@link #EDGES}, for symmetric g with
 * no kinks but at the axes.
 *
 * <p>With u = r cos(ψ - θ/2) and v = r cos(ψ + θ/2) it is (1/π) ∫ ∫ g dψ (r/q) e^(-r²/2q) dr over
 * half a turn, a sum over the three sectors between the axes; one evaluation of g on a grid of r
 * serves all q. In θ it is analytic but at 0 and π, to which the intervals shrink.
 */
public final class KernelPanel {

  private static final double[] EDGES = edges();
  private static final Chebyshev ANGLES = new Chebyshev(12);
  private static final GaussLegendre RULE = new GaussLegendre(20);

  private final int interval;
  private final double[][] values; // at a point θ, over the panel's points q

  private KernelPanel(int interval, double[][] values) {
    this.interval = interval;
    this.values = values;
  }

  /** 0, π/64, π/32, …, π/2, …, 63π/64, π. */
  private static double[] edges() {
    int powers = 6;
    double[] edges = new double[2 * powers + 1];
    for (int i = 0; i < powers; i++) {
      double edge = i == 0 ? 0 : StrictMath.PI / 2 * Math.scalb(1.0, i - powers);
      edges[i] = edge;
      edges[2 * powers - i] = StrictMath.PI - edge;
    }
    edges[powers] = StrictMath.PI / 2;
    return edges;
  }

  /** θ, for a distance of 1 - cos θ. */
  public static double angle(double distance) {
    return 2 * StrictMath.asin(Math.sqrt(distance / 2));
  }

  /** The interval that θ is in. */
  public static int interval(double angle) {
    int interval = 0;
    while (interval < EDGES.length - 2 && angle >= EDGES[interval + 1]) {
      interval++;
    }
    return interval;
  }

  /**
   * The expectations over a panel and an interval.
   *
   * @param g of (u + v)/2 and (u - v)/2, even in the second
   * @param scale what a value at q and 1 - cos θ is divided by, so that the quotient is smooth
   */
  public static KernelPanel of(
      DoubleBinaryOperator g, DoubleBinaryOperator scale, int panel, int interval) {
    double[] points = LogPanel.points(panel);
    RadialGrid grid = RadialGrid.even(points);
    int cuts = Math.max(1, (int) Math.ceil(Math.sqrt(points[points.length - 1])));
    double[][] weights = new double[points.length][];
    for (int j = 0; j < points.length; j++) {
      weights[j] = grid.plane(j);
    }
    double[][] values = new double[ANGLES.size()][points.length];
    for (int i = 0; i < values.length; i++) {
      double[] rays = rays(g, grid, angle(interval, i), cuts);
      for (int j = 0; j < points.length; j++) {
        double mean = LogPanel.sum(weights[j], rays) / StrictMath.PI;
        values[i][j] = mean / scale.applyAsDouble(points[j], distance(interval, i));
      }
    }
    return new KernelPanel(interval, values);
  }

  private static double angle(int interval, int point) {
    return EDGES[interval] + (EDGES[interval + 1] - EDGES[interval]) * ANGLES.point(point);
  }

  private static double distance(int interval, int point) {
    double sine = StrictMath.sin(angle(interval, point) / 2);
    return 2 * sine * sine;
  }

  /** ∫ g dψ over half a turn, at each radius. */
  private static double[] rays(DoubleBinaryOperator g, RadialGrid grid, double angle, int cuts) {
    double[] rays = new double[grid.size()];
    double[] axes = {0, (StrictMath.PI - angle) / 2, (StrictMath.PI + angle) / 2, StrictMath.PI};
    double cos = StrictMath.cos(angle / 2);
    double sin = StrictMath.sin(angle / 2);
    for (int sector = 1; sector < axes.length; sector++) {
      double width = (axes[sector] - axes[sector - 1]) / cuts / 2;
      for (int i = 0; i < cuts * RULE.size(); i++) {
        int node = i % RULE.size();
        double psi = axes[sector - 1] + width * (2 * (i / RULE.size()) + 1 + RULE.node(node));
        double weight = width * RULE.weight(node);
        double mean = cos * StrictMath.cos(psi);
        double half = sin * StrictMath.sin(psi);
        for (int j = 0; j < rays.length; j++) {
          rays[j] += weight * g.applyAsDouble(grid.node(j) * mean, grid.node(j) * half);
        }
      }
    }
    return rays;
  }

  /**
   * The quotient at an angle of the interval.
   *
   * @param factors of {@link LogPanel}, for a q of the panel
   */
  public double at(double[] factors, double angle) {
    double share = (angle - EDGES[interval]) / (EDGES[interval + 1] - EDGES[interval]);
    double[] across = ANGLES.factors(share);
    double sum = 0;
    for (int i = 0; i < across.length; i++) {
      sum += across[i] * LogPanel.sum(factors, values[i]);
    }
    return sum;
  }
}
