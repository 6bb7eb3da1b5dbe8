// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The moments of a function f over N(0, q) for every q of a {@link LogPanel}, from one evaluation
 * of f and f' on a grid that serves all of them: E[g(√q z)] = ∫ g(x) φ(x/√q)/√q dx.
 *
 * <p>For f that is analytic but at named kinks and perhaps at 0, with singularities that are 1.5 or
 * more away from the rest of the real line, and grows no faster than a power.
 */
public final class MomentPanel {

  /** The expectations of products of f, f' and x. */
  public enum Moment {
    /** E[f]. */
    MEAN,
    /** E[f²]. */
    SECOND,
    /** E[f'²]. */
    SLOPE_SECOND,
    /** E[x f f'], which over q is the slope of E[f²] (Stein's lemma). */
    MOVING,
    /** E[f⁴]. */
    FOURTH,
    /** E[f'⁴]. */
    SLOPE_FOURTH;

    private double of(double x, double y, double slope) {
      return switch (this) {
        case MEAN -> y;
        case SECOND -> y * y;
        case SLOPE_SECOND -> slope * slope;
        case MOVING -> x * y * slope;
        case FOURTH -> y * y * y * y;
        case SLOPE_FOURTH -> slope * slope * slope * slope;
      };
    }
  }

  private final Map<Moment, double[]> values = new EnumMap<>(Moment.class); // at a panel's points

  private MomentPanel() {}

  /**
   * The moments over a panel.
   *
   * @param kinks where f or f' jumps
   */
  public static MomentPanel of(
      DoubleUnaryOperator f, DoubleUnaryOperator derivative, int panel, double... kinks) {
    double[] points = LogPanel.points(panel);
    RadialGrid grid = new RadialGrid(points, kinks);
    Map<Moment, double[]> integrands = new EnumMap<>(Moment.class);
    for (Moment moment : Moment.values()) {
      integrands.put(moment, new double[grid.size()]);
    }
    for (int i = 0; i < grid.size(); i++) {
      double x = grid.node(i);
      double above = f.applyAsDouble(x);
      double below = f.applyAsDouble(-x);
      double slopeAbove = derivative.applyAsDouble(x);
      double slopeBelow = derivative.applyAsDouble(-x);
      int node = i;
      integrands.forEach(
          (moment, sums) ->
              sums[node] = moment.of(x, above, slopeAbove) + moment.of(-x, below, slopeBelow));
    }
    MomentPanel all = new MomentPanel();
    for (Moment moment : Moment.values()) {
      all.values.put(moment, new double[points.length]);
    }
    for (int j = 0; j < points.length; j++) {
      double[] weights = grid.line(j);
      for (Moment moment : Moment.values()) {
        all.values.get(moment)[j] = LogPanel.sum(weights, integrands.get(moment));
      }
    }
    return all;
  }

  /** A moment at a q of the panel. */
  public double at(double q, Moment moment) {
    return LogPanel.sum(LogPanel.factors(q), values.get(moment));
  }
}
