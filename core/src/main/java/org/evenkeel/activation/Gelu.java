// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.gaussian.NormalDistribution;

/**
 * f(x) = xΦ(x), with the normal distribution function itself (Hendrycks and Gimpel 2016), which has
 * its kernel in closed form: by Stein's lemma, with k = qc,
 *
 * <pre>{@code
 * E[f(u) f(v)] = (q² + k² (1 - q)/(1 + q)) P + k T,
 * P = E[φ(u) φ(v)] = 1/(2π √D),  D = (1 + q)² - k²,
 * T = E[Φ(u) Φ(v)] = 1/4 + asin(k/(1 + q))/(2π),
 * }</pre>
 *
 * and E[f'(u) f'(v)] is its derivative by k (Price's theorem), where dT/dk = P.
 *
 * <p>The moments behind the gains are computed by quadrature, because the last bits of weights
 * depend on them.
 */
record Gelu() implements Shape {

  @Override
  public double apply(double x) {
    return x * NormalDistribution.cdf(x);
  }

  @Override
  public double derivative(double x) {
    return NormalDistribution.cdf(x) + x * NormalDistribution.density(x);
  }

  @Override
  public boolean bounded() {
    return false;
  }

  /** The derivative of 2q²P/(1 + q) + qT by q, where dP/dq = -P/(1 + 2q), dT/dq = P/(1 + q). */
  @Override
  public double secondMomentSlope(double q) {
    Arcs arcs = new Arcs(q);
    double p = arcs.densities(0);
    double share = q / (1 + q);
    return p * (2 * share * (2 - share) - 2 * share * q / (1 + 2 * q) + share) + arcs.products(0);
  }

  @Override
  public boolean closed() {
    return true;
  }

  @Override
  public DualKernel kernels(double q) {
    return new Arcs(q);
  }

  private record Arcs(double q) implements DualKernel {

    @Override
    public double kernel(double distance) {
      double k = q * (1 - distance);
      return (q * q + k * k * bend()) * densities(distance) + k * products(distance);
    }

    @Override
    public double slopeKernel(double distance) {
      double k = q * (1 - distance);
      double d = square(distance);
      return densities(distance) * k * ((q * q + k * k * bend()) / d + 2 * bend() + 1)
          + products(distance);
    }

    /**
     * Next to c = 1 the difference of the terms, each by what it gains over d(2 - d) = 1 - c², so
     * that nothing cancels but a few parts of √q.
     */
    @Override
    public double kernelGap(double distance) {
      if (distance > 0.5) {
        return kernel(0) - kernel(distance);
      }
      double c = 1 - distance;
      double apart = distance * (2 - distance);
      double root = Math.sqrt(square(distance));
      double atOne = Math.sqrt(square(0));
      double p = densities(distance);
      double pGap = q * q * apart * p / (atOne * (root + atOne));
      double rise = (1 + q) * (1 + q) * apart / (root + c * atOne); // of x = qc/√D, times √D √D₀ /q
      double arc = StrictMath.atan(q * rise / (atOne * root + q * q * c));
      double tGap = arc / (2 * StrictMath.PI);
      return (1 + bend()) * q * q * pGap
          + bend() * q * q * apart * p
          + q * (tGap + distance * products(distance));
    }

    private double bend() {
      return (1 - q) / (1 + q);
    }

    /** D = (1 + q)² - (qc)². */
    private double square(double distance) {
      return 1 + 2 * q + q * q * distance * (2 - distance);
    }

    /** P. */
    double densities(double distance) {
      return 1 / (2 * StrictMath.PI * Math.sqrt(square(distance)));
    }

    /** T, by the arc tangent, which is precise next to c = 1. */
    double products(double distance) {
      double arc = StrictMath.atan(q * (1 - distance) / Math.sqrt(square(distance)));
      return 0.25 + arc / (2 * StrictMath.PI);
    }
  }
}
