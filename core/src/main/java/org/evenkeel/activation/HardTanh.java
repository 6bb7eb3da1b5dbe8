// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.gaussian.GaussLegendre;
import org.evenkeel.gaussian.NormalDistribution;

/** f(x) = max(-1, min(1, x)). */
record HardTanh() implements Shape {

  @Override
  public double apply(double x) {
    return Math.max(-1, Math.min(1, x));
  }

  @Override
  public double derivative(double x) {
    return Math.abs(x) < 1 ? 1 : 0;
  }

  @Override
  public double[] kinks() {
    return new double[] {-1, 1};
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public double mean(double q) {
    return 0;
  }

  /** q E[z²; |z| ≤ a] + P(|z| > a) with a = 1/√q. */
  @Override
  public double secondMoment(double q) {
    double a = 1 / Math.sqrt(q);
    return q * NormalDistribution.secondMomentWithin(a) + 2 * NormalDistribution.cdf(-a);
  }

  /** P(|z| ≤ 1/√q). */
  @Override
  public double slopeSecondMoment(double q) {
    return NormalDistribution.probabilityWithin(1 / Math.sqrt(q));
  }

  /** E[z²; |z| ≤ 1/√q], where f f' is x. */
  @Override
  public double secondMomentSlope(double q) {
    return NormalDistribution.secondMomentWithin(1 / Math.sqrt(q));
  }

  /** P(|z| ≤ 1/√q). */
  @Override
  public double slopeFourthMoment(double q) {
    return slopeSecondMoment(q);
  }

  @Override
  public DualKernel kernels(double q) {
    return new Clipped(q);
  }

  /**
   * The kernels, as integrals over the angle between the inputs: f'' is a unit mass at -1 less one
   * at 1, so that the slope of E[f'(u) f'(v)] in c = cos t is q times twice the difference of the
   * densities of (u, v) at (1, 1) and at (1, -1) (Plackett 1954), and the slope in t is minus D(t)
   * = (e^(-1/(q(1 + cos t))) - e^(-1/(q(1 - cos t))))/π.
   */
  private record Clipped(double q) implements DualKernel.ByGap {

    private static final int HALVINGS = 12;

    @Override
    public double secondMoment() {
      return new HardTanh().secondMoment(q);
    }

    /** P(|z| ≤ 1/√q) - ∫ D(t) dt over 0 ≤ t ≤ θ. */
    @Override
    public double slopeKernel(double distance) {
      return new HardTanh().slopeSecondMoment(q) - integral(distance, false);
    }

    /** q (P(|z| ≤ 1/√q) (1 - c) - ∫ (cos t - c) D(t) dt). */
    @Override
    public double kernelGap(double distance) {
      double linear = new HardTanh().slopeSecondMoment(q) * distance;
      return q * (linear - integral(distance, true));
    }

    /** ∫ D, or ∫ (cos t - c) D, over panels that shorten towards 0 and π, where D has its steps. */
    private double integral(double distance, boolean weighted) {
      double end = 2 * StrictMath.asin(Math.sqrt(distance / 2));
      double sum = 0;
      double from = 0;
      for (int i = -HALVINGS; i <= HALVINGS && from < end; i++) {
        double shorter = StrictMath.PI / 2 * Math.scalb(1.0, -Math.abs(i));
        double edge = i == HALVINGS ? StrictMath.PI : i < 0 ? shorter : StrictMath.PI - shorter;
        double to = Math.min(end, edge);
        sum +=
            GaussLegendre.integral(
                t -> {
                  double near = 2 * square(StrictMath.sin(t / 2)); // 1 - cos t
                  double density =
                      StrictMath.exp(-1 / (q * (2 - near))) - StrictMath.exp(-1 / (q * near));
                  return weighted ? (distance - near) * density : density;
                },
                from,
                to);
        from = to;
      }
      return sum / StrictMath.PI;
    }

    private static double square(double x) {
      return x * x;
    }
  }
}
