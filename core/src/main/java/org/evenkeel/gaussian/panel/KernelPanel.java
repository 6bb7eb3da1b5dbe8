// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a function f for u and v that are N(0, q) and have correlation cos θ, as functions
 * of q over a {@link LogPanel} and of θ over intervals that shrink towards 0 and π, where kernels
 * have their singularities and, for large q, their steps.
 *
 * <pre>
 * K(θ)  E[f'(u) f'(v)], as a share of E[f'²]
 * G(θ)  E[(f(u) - f(v))²]/2, as a share of q E[f'²]: ∫ K(t) sin t dt from 0 to θ (Price 1958)
 * </pre>
 *
 * <p>So one evaluation of K, or of how it falls, at the points of an interval serves both, and G
 * has its full relative precision next to 0. Intervals are computed when they are first asked for,
 * with those before them.
 */
public final class KernelPanel {

  private static final Chebyshev ANGLES = new Chebyshev(18);

  private static final double[][] INTEGRALS = ANGLES.integrals();

  /** The least number of halvings of π/2 down to the first interval. */
  private static final int HALVINGS = 5;

  private static final int MOST_HALVINGS = 60;

  /**
   * The length of the first interval in units of 1/√q: there e^(-1/2qθ²), which kinks a length of 1
   * apart have in their kernels, is below rounding.
   */
  private static final double FIRST = 0.12;

  /** A quantity at one of the panel's points q and an angle. */
  @FunctionalInterface
  public interface AtAngle {
    /**
     * The value.
     *
     * @param point the number of the point
     */
    double at(int point, double angle);
  }

  /** K and G at the points of an interval of angles, for each point q; and what they end at. */
  private static final class Interval {

    final double from;
    final double length;
    final double[][] slopes = new double[ANGLES.size()][];
    final double[][] gaps = new double[ANGLES.size()][];
    final double[] end; // K
    final double[] sum; // ∫ K sin

    Interval(double from, double to, int points) {
      this.from = from;
      this.length = to - from;
      this.end = new double[points];
      this.sum = new double[points];
      for (int i = 0; i < ANGLES.size(); i++) {
        slopes[i] = new double[points];
        gaps[i] = new double[points];
      }
    }

    double angle(int point) {
      return from + length * ANGLES.point(point);
    }

    double between(double[][] values, double[] factors, double angle) {
      double[] across = ANGLES.factors((angle - from) / length);
      double sum = 0;
      for (int i = 0; i < across.length; i++) {
        sum += across[i] * LogPanel.sum(factors, values[i]);
      }
      return sum;
    }
  }

  private final AtAngle known;
  private final boolean falling;
  private final double[] slopes;
  private final double[] edges;

  private volatile Interval[] intervals = {};

  private KernelPanel(int panel, double length, double[] slopes, AtAngle known, boolean falling) {
    this.known = known;
    this.falling = falling;
    this.slopes = slopes;
    int halvings = halvings(panel, length);
    edges = new double[2 * halvings + 3];
    for (int i = 1; i <= halvings + 1; i++) {
      double edge = StrictMath.PI / 2 * Math.scalb(1.0, i - 1 - halvings);
      edges[i] = edge;
      edges[edges.length - 1 - i] = StrictMath.PI - edge;
    }
    edges[edges.length - 1] = StrictMath.PI;
  }

  /** How often π/2 is halved for the end of the first interval. */
  private static int halvings(int panel, double length) {
    double first = FIRST * length * StrictMath.exp(-(panel + 1) / 2.0);
    int halvings = HALVINGS;
    while (StrictMath.PI / 2 * Math.scalb(1.0, -halvings) > first && halvings < MOST_HALVINGS) {
      halvings++;
    }
    return halvings;
  }

  /** The smallest angle at which E[f'(u) f'(v)] is evaluated. */
  static double leastAngle(int panel) {
    return StrictMath.PI / 2 * Math.scalb(ANGLES.point(0), -halvings(panel, 1));
  }

  /**
   * The kernels by E[f'(u) f'(v)].
   *
   * @param slopes E[f'²] at the points of the panel
   */
  public static KernelPanel ofSlopes(int panel, double[] slopes, AtAngle slopeKernel) {
    return new KernelPanel(panel, 1, slopes, slopeKernel, false);
  }

  /**
   * The kernels by how fast E[f'(u) f'(v)] falls with the angle.
   *
   * @param length the length over which f' changes, at most 1
   * @param slopes E[f'²] at the points of the panel
   */
  public static KernelPanel ofFall(int panel, double length, double[] slopes, AtAngle fall) {
    return new KernelPanel(panel, length, slopes, fall, true);
  }

  /** 1 - cos θ. */
  public static double distance(double angle) {
    double sine = StrictMath.sin(angle / 2);
    return 2 * sine * sine;
  }

  /** θ, for a distance of 1 - cos θ. */
  public static double angle(double distance) {
    return 2 * StrictMath.asin(Math.sqrt(distance / 2));
  }

  private Interval interval(double angle) {
    int number = 0;
    while (number < edges.length - 2 && angle >= edges[number + 1]) {
      number++;
    }
    Interval[] all = intervals;
    return number < all.length ? all[number] : extended(number);
  }

  private synchronized Interval extended(int number) {
    Interval[] all = intervals;
    int size = all.length;
    if (number >= size) {
      all = Arrays.copyOf(all, number + 1);
      for (int i = size; i <= number; i++) {
        all[i] = after(i == 0 ? null : all[i - 1], edges[i], edges[i + 1]);
      }
      intervals = all;
    }
    return all[number];
  }

  private Interval after(@Nullable Interval before, double from, double to) {
    Interval interval = new Interval(from, to, slopes.length);
    int size = ANGLES.size();
    double[] sines = new double[size];
    double[] distances = new double[size];
    for (int i = 0; i < size; i++) {
      sines[i] = StrictMath.sin(interval.angle(i));
      distances[i] = distance(interval.angle(i));
    }
    double[] here = new double[size];
    double[] moving = new double[size];
    for (int j = 0; j < slopes.length; j++) {
      for (int i = 0; i < size; i++) {
        here[i] = known.at(j, interval.angle(i)) / slopes[j];
      }
      if (falling) {
        double start = before == null ? 1 : before.end[j];
        double[] falls = here.clone();
        for (int i = 0; i < size; i++) {
          here[i] = start - interval.length * LogPanel.sum(INTEGRALS[i], falls);
        }
        interval.end[j] = start - interval.length * LogPanel.sum(INTEGRALS[size], falls);
      }
      for (int i = 0; i < size; i++) {
        moving[i] = here[i] * sines[i];
      }
      double start = before == null ? 0 : before.sum[j];
      for (int i = 0; i < size; i++) {
        double sum = start + interval.length * LogPanel.sum(INTEGRALS[i], moving);
        interval.slopes[i][j] = here[i];
        interval.gaps[i][j] = sum / distances[i];
      }
      interval.sum[j] = start + interval.length * LogPanel.sum(INTEGRALS[size], moving);
    }
    return interval;
  }

  /**
   * K.
   *
   * @param factors of {@link LogPanel}, for a q of the panel
   */
  public double slopes(double[] factors, double angle) {
    Interval interval = interval(angle);
    return interval.between(interval.slopes, factors, angle);
  }

  /** G as a share of 1 - cos θ. */
  public double gaps(double[] factors, double angle) {
    Interval interval = interval(angle);
    return interval.between(interval.gaps, factors, angle);
  }
}
