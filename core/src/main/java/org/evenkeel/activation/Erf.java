// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.gaussian.NormalDistribution;

/**
 * f(x) = erf x = (2/√π) ∫₀ˣ e^(-t²) dt, which has its kernel in closed form (Williams 1997,
 * equation 11).
 */
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
  public double[] kinks() {
    return new double[0];
  }

  @Override
  public boolean positivelyHomogeneous() {
    return false;
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
    return kernel(q, 1);
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

  /** (2/π) asin(2qc/(1 + 2q)) = (2/π) atan(2qc/√((1 + 2q)² - (2qc)²)). */
  @Override
  public double kernel(double q, double c) {
    return 2 / StrictMath.PI * StrictMath.atan(2 * q * c / root(q, 1 - c));
  }

  /** (4/π)/√((1 + 2q)² - (2qc)²). */
  @Override
  public double slopeKernel(double q, double c) {
    return 4 / StrictMath.PI / root(q, 1 - c);
  }

  /** (2/π) (α - β) with tan α = A, tan β = B: the arc tangent of (A - B)/(1 + AB). */
  @Override
  public double kernelGap(double q, double distance) {
    // With p = 2q, r = √(1 + 2p), s = √((1 + p)² - (pc)²): A = p/r, B = pc/s, and
    // A s - B... is p (s - c r), where s² - (c r)² = (1 - c²)(1 + p)².
    double p = 2 * q;
    double c = 1 - distance;
    double r = Math.sqrt(1 + 2 * p);
    double s = root(q, distance);
    double across =
        c > 0 ? distance * (2 - distance) * ((1 + p) * (1 + p)) / (s + c * r) : s - c * r;
    return 2 / StrictMath.PI * StrictMath.atan2(p * across, r * s + p * p * c);
  }

  /** √((1 + 2q)² - (2qc)²), where c is 1 - distance. */
  private static double root(double q, double distance) {
    double p = 2 * q;
    return Math.sqrt(1 + 2 * p + p * p * distance * (2 - distance));
  }
}
