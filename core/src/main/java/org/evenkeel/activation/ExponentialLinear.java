// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.Elementary;
import org.evenkeel.gaussian.GaussLegendre;
import org.evenkeel.gaussian.RadialIntegral;
import org.evenkeel.gaussian.panel.KernelPanel;

/**
 * The family f(x) = scale·x above 0, scale·alpha·(eˣ - 1) below: ELU (scale 1) and SELU.
 *
 * <p>With u = σ r cos(ψ - θ/2), v = σ r cos(ψ + θ/2), σ = √q and c = cos θ, every product of f'(u)
 * and f'(v) is an exponential along r, whose integral R is known ({@link RadialIntegral}):
 *
 * <pre>{@code
 * E[f'(u) f'(v)] = scale²/(2π) (π - θ + 2 alpha M(θ) + 2 alpha² B(θ)),
 * M(θ) = ∫ R(σ sin x) dx from 0 to θ,
 * B(θ) = ∫ R(2σ cos(θ/2) sin x) dx from θ/2 to π/2.
 * }</pre>
 *
 * E[(f(u) - f(v))²]/2 is q ∫ E[f'(u) f'(v)](t) sin t dt from 0 to θ (Price's theorem). Of its parts
 * q ∫ M sin t dt = q ∫ R(σ sin x) (cos x - cos θ) dx, and 2q ∫ B sin t dt = 2 B(0) - 2 B(θ) + θ - 2
 * M(θ), as (eˣ)' = eˣ makes E[eᵘ⁺ᵛ; u, v &lt; 0] the solution of a linear differential equation in
 * c.
 *
 * @param alpha minus the limit of f/scale on the left
 * @param scale slope above 0
 */
record ExponentialLinear(double alpha, double scale) implements Shape {

  @Override
  public double apply(double x) {
    return scale * (x > 0 ? x : alpha * Elementary.expm1(x));
  }

  @Override
  public double derivative(double x) {
    return scale * (x > 0 ? 1 : alpha * StrictMath.exp(x));
  }

  @Override
  public double[] kinks() {
    return new double[] {0};
  }

  @Override
  public boolean positivelyHomogeneous() {
    return alpha == 0;
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public boolean closed() {
    return true;
  }

  @Override
  public DualKernel kernels(double q) {
    return new Wedges(q);
  }

  private final class Wedges implements DualKernel.ByGap {

    /** Ratio of the ends of an interval, which 16 nodes sum to the last digits. */
    private static final double RATIO = 4;

    /** The σθ below which the terms of a gap would cancel; there the integrand is all but even. */
    private static final double NEAR = 0.5;

    private final double q;
    private final double deviation;

    Wedges(double q) {
      this.q = q;
      this.deviation = Math.sqrt(q);
    }

    @Override
    public double q() {
      return q;
    }

    @Override
    public double secondMoment() {
      return ExponentialLinear.this.secondMoment(q);
    }

    @Override
    public double slopeKernel(double distance) {
      return slopes(KernelPanel.angle(distance));
    }

    @Override
    public double kernelGap(double distance) {
      double angle = KernelPanel.angle(distance);
      if (deviation * angle < NEAR) {
        return q * GaussLegendre.integral(t -> StrictMath.sin(t) * slopes(t), 0, angle);
      }
      double cos = 1 - distance;
      double lines = StrictMath.PI * distance - StrictMath.sin(angle) + angle * cos;
      double mixed = rays(deviation, 0, angle, x -> StrictMath.cos(x) - cos);
      double below = 2 * (below(0) - below(angle)) + angle - 2 * mixed(angle);
      return share(q * (lines + 2 * alpha * mixed) + alpha * alpha * below);
    }

    private double slopes(double angle) {
      return share(StrictMath.PI - angle + 2 * alpha * (mixed(angle) + alpha * below(angle)));
    }

    private double share(double sum) {
      return scale * scale * sum / (2 * StrictMath.PI);
    }

    /** M. */
    private double mixed(double angle) {
      return rays(deviation, 0, angle, x -> 1);
    }

    /** B. */
    private double below(double angle) {
      double decay = 2 * deviation * StrictMath.cos(angle / 2);
      return rays(decay, angle / 2, StrictMath.PI / 2, x -> 1);
    }

    /** ∫ R(b sin x) g(x) dx, by intervals that are the longer the farther from 0 and π. */
    private static double rays(double b, double from, double to, DoubleUnaryOperator g) {
      double middle = StrictMath.PI / 2;
      double first = graded(b, from, Math.min(to, middle), g);
      return to <= middle
          ? first
          : first + graded(b, StrictMath.PI - to, middle, x -> g.applyAsDouble(StrictMath.PI - x));
    }

    private static double graded(double b, double from, double to, DoubleUnaryOperator g) {
      DoubleUnaryOperator ray = x -> RadialIntegral.of(b * StrictMath.sin(x)) * g.applyAsDouble(x);
      double sum = 0;
      for (double start = from; start < to; ) {
        double end = Math.min(to, Math.max(RATIO * start, 2 / b));
        sum += GaussLegendre.integral(ray, start, end);
        start = end;
      }
      return sum;
    }
  }
}
