// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

/**
 * The family f(x) = a·min(x, 0) + b·max(x, 0), solved once: identity (1, 1), ReLU (0, 1), leaky
 * ReLU (slope, 1), absolute value (-1, 1). These are all positively homogeneous functions.
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

  @Override
  public DualKernel kernels(double q) {
    return new Folded((a + b) / 2, (b - a) / 2, q);
  }

  /** The kernels of m x + d |x|, which f is for m = (a + b)/2 and d = (b - a)/2. θ is acos c. */
  private record Folded(double m, double d, double q) implements DualKernel {

    /** q (m² c + d² (2/π) (sin θ + (π/2 - θ) cos θ)) (Cho and Saul 2009, equation 6, n = 1). */
    @Override
    public double kernel(double distance) {
      double sine = Math.sqrt(distance * (2 - distance));
      double absolute = sine + (StrictMath.PI / 2 - angle(distance)) * (1 - distance);
      return q * (m * m * (1 - distance) + d * d * absolute * (2 / StrictMath.PI));
    }

    /** m² + d² (1 - 2θ/π). */
    @Override
    public double slopeKernel(double distance) {
      return m * m + d * d * (1 - 2 * angle(distance) / StrictMath.PI);
    }

    /** q ((m² + d²) (1 - c) - d² (2/π) (sin θ - θ cos θ)). */
    @Override
    public double kernelGap(double distance) {
      double bend = d * d * (2 / StrictMath.PI) * sineLessArc(angle(distance));
      return q * ((m * m + d * d) * distance - bend);
    }

    private static double angle(double distance) {
      return 2 * StrictMath.asin(Math.sqrt(distance / 2));
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
  }
}
