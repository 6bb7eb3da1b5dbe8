// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import org.evenkeel.gaussian.GaussLegendre;

/**
 * The kernels of a continuous function f that is straight between kinks, as integrals over the
 * angle between the inputs.
 *
 * <pre>
 * u, v     N(0, q) with correlation cos θ = 1 - d
 * κ_i      the kinks;  s_i the jump of f' at κ_i
 * E_ij(t)  (κ_i² + κ_j² - 2 κ_i κ_j cos t)/sin² t
 * D(t)     Σ_ij s_i s_j e^(-E_ij(t)/2q)/2π
 * </pre>
 *
 * <p>f'' has a mass s_i at each κ_i, so that E[f'(u) f'(v)] falls with the angle as D(t) does
 * (Plackett 1954): it is E[f'²] - ∫ D(t) dt over 0 ≤ t ≤ θ, and E[(f(u) - f(v))²]/2 is q (d E[f'²]
 * - ∫ (cos t - cos θ) D(t) dt).
 */
public final class HingeKernel {

  private static final GaussLegendre RULE = new GaussLegendre(16);

  /** Halvings of a panel beyond the length over which D has its steps, and the most of them. */
  private static final int BEYOND = 6;

  private static final int LEAST_HALVINGS = 4;
  private static final int MOST_HALVINGS = 40;

  private final double[] kinks;
  private final double[] jumps;

  /** The least distance of two kinks, or of one from 0. */
  private final double finest;

  /**
   * The kernels of a function.
   *
   * @param kinks κ_i, distinct
   * @param jumps s_i
   */
  public HingeKernel(double[] kinks, double[] jumps) {
    this.kinks = kinks.clone();
    this.jumps = jumps.clone();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < kinks.length; i++) {
      least = kinks[i] == 0 ? least : Math.min(least, Math.abs(kinks[i]));
      for (int j = 0; j < i; j++) {
        least = Math.min(least, Math.abs(kinks[i] - kinks[j]));
      }
    }
    this.finest = least;
  }

  /**
   * E[f'(u) f'(v)].
   *
   * @param slopes E[f'²] for that q
   */
  public double slopeKernel(double q, double distance, double slopes) {
    return slopes - integral(q, distance, false);
  }

  /**
   * E[(f(u) - f(v))²]/2.
   *
   * @param slopes E[f'²] for that q
   */
  public double kernelGap(double q, double distance, double slopes) {
    return q * Math.max(0, slopes * distance - integral(q, distance, true));
  }

  /** The length over which f' changes, at most 1. */
  public double length() {
    return Math.min(1, finest);
  }

  /** D, by which E[f'(u) f'(v)] falls with the angle. */
  public double fall(double q, double angle) {
    return density(q, KernelPanel.distance(angle)) / (2 * StrictMath.PI);
  }

  /**
   * ∫ D, or ∫ (cos t - cos θ) D, over panels that shorten towards 0 and π, where D has its steps.
   */
  private double integral(double q, double distance, boolean weighted) {
    double end = KernelPanel.angle(distance);
    double steps = StrictMath.log(Math.sqrt(q) / finest) / StrictMath.log(2);
    int halvings = (int) Math.max(LEAST_HALVINGS, Math.min(MOST_HALVINGS, BEYOND + steps));
    double sum = 0;
    double from = 0;
    for (int i = -halvings; i <= halvings && from < end; i++) {
      double shorter = StrictMath.PI / 2 * Math.scalb(1.0, -Math.abs(i));
      double edge = i == halvings ? StrictMath.PI : i < 0 ? shorter : StrictMath.PI - shorter;
      double to = Math.min(end, edge);
      double half = (to - from) / 2;
      for (int node = 0; node < RULE.size(); node++) {
        double sine = StrictMath.sin((from + half * (1 + RULE.node(node))) / 2);
        double near = 2 * sine * sine; // 1 - cos t
        double density = half * RULE.weight(node) * density(q, near);
        sum += weighted ? (distance - near) * density : density;
      }
      from = to;
    }
    return sum / (2 * StrictMath.PI);
  }

  /** 2π D. */
  private double density(double q, double near) {
    double square = near * (2 - near); // sin² t
    double sum = 0;
    for (int i = 0; i < kinks.length; i++) {
      sum += jumps[i] * jumps[i] * StrictMath.exp(-kinks[i] * kinks[i] / (q * (2 - near)));
      for (int j = 0; j < i; j++) {
        double apart = kinks[i] - kinks[j];
        double exponent = (apart * apart + 2 * kinks[i] * kinks[j] * near) / square;
        sum += 2 * jumps[i] * jumps[j] * StrictMath.exp(-exponent / (2 * q));
      }
    }
    return sum;
  }
}
