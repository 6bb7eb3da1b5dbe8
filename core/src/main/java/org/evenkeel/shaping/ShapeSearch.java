// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.shaping;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Shaped;
import org.evenkeel.gaussian.GaussianNodes;
import org.evenkeel.gaussian.Root;

/**
 * The search for the constants of a shaped activation g(x) = γ (f(αx + β) + δ).
 *
 * <pre>
 * z     ~ N(0, 1);  h(z) = f(αz + β);  m = E[h], v = Var(h), s = E[h'²], c = E[h''²]
 * Q(1)  = γ² (v + (m + δ)²)
 * Q'(1) = γ² E[z (h + δ) h']
 * C'(1) = γ² s  and C''(1) = γ² c, as Q(1) = 1
 * </pre>
 *
 * <p>The given C'(1), with C(0) = 0 and so δ = -m, or C''(1), with C'(1) = 1 and so δ = -m ± √(s -
 * v), fixes α for each β: the first at which it is reached, as f is straight on small scales. Then
 * Q'(1) = 1 is solved for β. Of several solutions the one with the least |β| is taken, of two
 * mirror images that with β &gt; 0.
 */
final class ShapeSearch {

  private static final double REACH = 3;
  private static final double STEP = 0.25;
  private static final double SMALLEST = 0x1p-14;
  private static final double LARGEST = 0x1p6;

  /** The widest step of a difference: functions bend over lengths of 1. */
  private static final double WIDEST = 0x1p-5;

  /** The error of Q'(1) above which a change of sign is a jump. */
  private static final double ROUNDING = 1e-9;

  /** The difference of |β| of mirror images, which rounding makes. */
  private static final double ALIKE = 1e-6;

  /** The distance to a kink within which no β is tried. */
  private static final double NEAREST = 0x1p-10;

  /** What is given, C'(1) or C''(1), with the sides of the mean on which δ may lie. */
  record Goal(boolean curvature, double value, List<Integer> sides) {

    static Goal slope(double value) {
      return new Goal(false, value, List.of(0));
    }

    static Goal curvature(double value) {
      return new Goal(true, value, List.of(1, -1));
    }
  }

  private final Activation f;

  private final Goal goal;
  private final int side;

  /** The last α that was found: those of β nearby are near it. */
  private double last = 1;

  private ShapeSearch(Activation f, Goal goal, int side) {
    this.f = f;
    this.goal = goal;
    this.side = side;
  }

  /** The constants that reach a goal; empty if there are none. */
  static Optional<Shaped> of(Activation f, Goal goal) {
    Shaped best = null;
    for (int side : goal.sides()) {
      for (Shaped found : new ShapeSearch(f, goal, side).all()) {
        if (best == null || Math.abs(found.inputShift()) <= Math.abs(best.inputShift()) + ALIKE) {
          best = found;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** All constants with β in reach, by rising β. */
  private List<Shaped> all() {
    List<Shaped> found = new ArrayList<>();
    double from = Double.NaN;
    double before = Double.NaN;
    for (double shift : shifts()) {
      double here = error(shift);
      if (before * here <= 0) {
        double root = Root.of(this::error, from, shift);
        if (Math.abs(error(root)) <= ROUNDING) {
          found.add(constants(scale(root), root));
        }
      }
      from = shift;
      before = here;
    }
    return found;
  }

  /** The β that are tried, closer together beside kinks. */
  private Iterable<Double> shifts() {
    SortedSet<Double> shifts = new TreeSet<>();
    for (double shift = -REACH; shift <= REACH; shift += STEP) {
      shifts.add(shift);
    }
    for (double kink : f.kinks()) {
      for (double beside = STEP / 2; beside >= NEAREST; beside /= 2) {
        shifts.add(kink - beside);
        shifts.add(kink + beside);
      }
    }
    return shifts;
  }

  /** Q'(1) - 1 at a shift; NaN if no scale reaches the goal. */
  private double error(double shift) {
    double scale = scale(shift);
    if (Double.isNaN(scale)) {
      return scale;
    }
    Moments h = new Moments(scale, shift);
    double away = away(h);
    double moving = h.at.product(h.times(away), h.slope);
    return moving / (h.variance + away * away) - 1;
  }

  /** m + δ. */
  private double away(Moments h) {
    return side == 0 ? 0 : side * Math.sqrt(Math.max(0, h.slopes - h.variance));
  }

  private Shaped constants(double scale, double shift) {
    Moments h = new Moments(scale, shift);
    double away = away(h);
    return new Shaped(f, scale, shift, 1 / Math.sqrt(h.variance + away * away), away - h.mean);
  }

  /** The first α at which the goal is reached, for a β; NaN if none is. */
  private double scale(double shift) {
    DoubleUnaryOperator missing = scale -> new Moments(scale, shift).reached() - goal.value();
    double to = last;
    while (missing.applyAsDouble(to) >= 0) {
      to /= 2;
      if (to < SMALLEST) {
        return Double.NaN;
      }
    }
    while (!(missing.applyAsDouble(to) >= 0)) {
      to *= 2;
      if (to > LARGEST) {
        return Double.NaN;
      }
    }
    last = Root.of(missing, to / 2, to);
    return last;
  }

  /** f'' by three differences of f', extrapolated to a step of 0. */
  private double curvature(double x) {
    double step = WIDEST;
    for (double kink : f.kinks()) {
      step = Math.min(step, Math.abs(x - kink) / 2);
    }
    double wide = difference(x, step);
    double middle = difference(x, step / 2);
    double narrow = difference(x, step / 4);
    return (64 * narrow - 20 * middle + wide) / 45;
  }

  private double difference(double x, double step) {
    return (f.derivative(x + step) - f.derivative(x - step)) / ((x + step) - (x - step));
  }

  /** Moments of h. */
  private final class Moments {

    private final double scale;
    private final double shift;
    private final GaussianNodes at;
    private final double mean;
    private final double variance;
    private final double slopes;
    private final GaussianNodes.Values slope;

    Moments(double scale, double shift) {
      this.scale = scale;
      this.shift = shift;
      double[] kinks = f.kinks();
      for (int i = 0; i < kinks.length; i++) {
        kinks[i] = (kinks[i] - shift) / scale;
      }
      boolean gentle = f.isAnalytic() && kinks.length == 0 && scale <= 1;
      at = gentle ? GaussianNodes.coarse(1) : GaussianNodes.of(kinks);
      mean = at.product(at.values(this::value), at.values(z -> 1));
      GaussianNodes.Values centered = at.values(z -> value(z) - mean);
      variance = at.product(centered, centered);
      slope = at.values(z -> scale * f.derivative(scale * z + shift));
      slopes = at.product(slope, slope);
    }

    private double value(double z) {
      return f.apply(scale * z + shift);
    }

    /** z (h - m + a). */
    GaussianNodes.Values times(double away) {
      return at.values(z -> z * (value(z) - mean + away));
    }

    /** C'(1) with C(0) = 0, or C''(1) with C'(1) = 1. */
    double reached() {
      if (!goal.curvature()) {
        return slopes / variance;
      }
      GaussianNodes.Values curved = at.values(z -> scale * scale * curvature(scale * z + shift));
      return at.product(curved, curved) / slopes;
    }
  }
}
