// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

/**
 * The family f(x) = a·min(x, 0) + b·max(x, 0), solved once: identity (1, 1), ReLU (0, 1), leaky
 * ReLU (slope, 1), absolute value (-1, 1). It is all there is of positively homogeneous functions.
 *
 * @param a slope below 0
 * @param b slope above 0
 */
record Rectifier(double a, double b) implements Shape {

  @Override
  public double apply(double x) {
    return a * Math.min(x, 0) + b * Math.max(x, 0);
  }

  @Override
  public double derivative(double x) {
    return x > 0 ? b : a;
  }

  @Override
  public double[] kinks() {
    return a == b ? new double[0] : new double[] {0};
  }

  @Override
  public boolean positivelyHomogeneous() {
    return true;
  }

  @Override
  public boolean bounded() {
    return a == 0 && b == 0;
  }

  /** (b - a) √(q / 2π). */
  @Override
  public double mean(double q) {
    return (b - a) * Math.sqrt(q / (2 * StrictMath.PI));
  }

  /** q (a² + b²) / 2. */
  @Override
  public double secondMoment(double q) {
    return q * slopeSecondMoment(q);
  }

  /** (a² + b²) / 2. */
  @Override
  public double slopeSecondMoment(double q) {
    return (a * a + b * b) / 2;
  }

  /** (a² + b²) / 2. */
  @Override
  public double secondMomentSlope(double q) {
    return slopeSecondMoment(q);
  }

  /** 3 q² (a⁴ + b⁴) / 2. */
  @Override
  public double fourthMoment(double q) {
    return 3 * q * q * slopeFourthMoment(q);
  }

  /** (a⁴ + b⁴) / 2. */
  @Override
  public double slopeFourthMoment(double q) {
    return (a * a * (a * a) + b * b * (b * b)) / 2;
  }

  /**
   * q (m² c + d² (2/π) (sin θ + (π/2 - θ) cos θ)) with m = (a + b)/2, d = (b - a)/2, c = cos θ: f
   * is m x + d |x| (Cho and Saul 2009, equation 6 for n = 1).
   */
  @Override
  public double kernel(double q, double c) {
    double absolute = Math.sqrt((1 - c) * (1 + c)) + c * StrictMath.asin(c);
    return q * (mean() * mean() * c + half() * half() * (2 / StrictMath.PI) * absolute);
  }

  /** m² + d² (2/π) asin c. */
  @Override
  public double slopeKernel(double q, double c) {
    return mean() * mean() + half() * half() * (2 / StrictMath.PI) * StrictMath.asin(c);
  }

  /** q ((a² + b²)/2 · (1 - c) - d² (2/π) (sin θ - θ cos θ)). */
  @Override
  public double kernelGap(double q, double distance) {
    double theta = 2 * StrictMath.asin(Math.sqrt(distance / 2));
    double bend = half() * half() * (2 / StrictMath.PI) * sineLessArc(theta);
    return q * (slopeSecondMoment(q) * distance - bend);
  }

  /** sin θ - θ cos θ = Σ (-1)^(k+1) 2k θ^(2k+1)/(2k+1)!, without cancellation. */
  private static double sineLessArc(double theta) {
    if (theta > 1) {
      return StrictMath.sin(theta) - theta * StrictMath.cos(theta);
    }
    double sum = 0;
    double power = theta; // θ^(2k+1)/(2k+1)! with its sign
    for (int k = 1; k <= 10; k++) {
      power *= -theta * theta / (2 * k * (2 * k + 1));
      sum -= 2 * k * power;
    }
    return sum;
  }

  private double mean() {
    return (a + b) / 2;
  }

  private double half() {
    return (b - a) / 2;
  }
}
