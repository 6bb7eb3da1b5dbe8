// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.gaussian.NormalDistribution;

/** f(x) = erf x = (2/√π) ∫₀ˣ e^(-t²) dt, with its kernel (Williams 1997, equation 11). */
record Erf() implements Shape {

  private static final double SQRT_TWO = Math.sqrt(2);

  @Override
  public double apply(double x) {
    return Math.copySign(NormalDistribution.probabilityWithin(Math.abs(x) * SQRT_TWO), x);
  }

  @Override
  public double derivative(double x) {
    return 2 * SQRT_TWO * NormalDistribution.density(x * SQRT_TWO);
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public double mean(double q) {
    return 0;
  }

  /** (2/π) asin(2q/(1 + 2q)). */
  @Override
  public double secondMoment(double q) {
    return new Arcs(q).kernel(0);
  }

  /** (4/π)/√(1 + 4q). */
  @Override
  public double slopeSecondMoment(double q) {
    return 4 / StrictMath.PI / Math.sqrt(1 + 4 * q);
  }

  /** (4/π)/((1 + 2q) √(1 + 4q)). */
  @Override
  public double secondMomentSlope(double q) {
    return slopeSecondMoment(q) / (1 + 2 * q);
  }

  /** (16/π²)/√(1 + 8q). */
  @Override
  public double slopeFourthMoment(double q) {
    return 16 / (StrictMath.PI * StrictMath.PI) / Math.sqrt(1 + 8 * q);
  }

  @Override
  public DualKernel kernels(double q) {
    return new Arcs(q);
  }

  /** The kernels, with p = 2q: they are arcs whose sine is pc/(1 + p). */
  private record Arcs(double q) implements DualKernel {

    /** (2/π) asin(pc/(1 + p)), by the arc tangent, which is precise next to 1. */
    @Override
    public double kernel(double distance) {
      return 2 / StrictMath.PI * StrictMath.atan(2 * q * (1 - distance) / root(distance));
    }

    /** (4/π)/√((1 + p)² - (pc)²). */
    @Override
    public double slopeKernel(double distance) {
      return 4 / StrictMath.PI / root(distance);
    }

    /**
     * (2/π) times the difference of two arcs, by its tangent p (s - cr)/(rs + p²c), where r and s
     * are the roots for 1 and c, and s² - (cr)² = (1 - c²)(1 + p)².
     */
    @Override
    public double kernelGap(double distance) {
      double p = 2 * q;
      double c = 1 - distance;
      double r = root(0);
      double s = root(distance);
      double across =
          c > 0 ? distance * (2 - distance) * ((1 + p) * (1 + p)) / (s + c * r) : s - c * r;
      return 2 / StrictMath.PI * StrictMath.atan2(p * across, r * s + p * p * c);
    }

    /** √((1 + p)² - (pc)²). */
    private double root(double distance) {
      double p = 2 * q;
      return Math.sqrt(1 + 2 * p + p * p * distance * (2 - distance));
    }
  }
}
