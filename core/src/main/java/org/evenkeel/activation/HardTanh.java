// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.gaussian.panel.HingeKernel;

/** f(x) = max(-1, min(1, x)). */
record HardTanh() implements Shape {

  private static final HingeKernel KERNEL =
      new HingeKernel(new double[] {-1, 1}, new double[] {1, -1});

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
    return new DualKernel.Hinged(KERNEL, q, slopeSecondMoment(q), secondMoment(q));
  }
}
