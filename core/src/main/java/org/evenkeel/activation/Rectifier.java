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
}
