// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The kernels of a smooth function f by its Hermite series, at one second moment q: with b_k =
 * E[f'(√q z) h_k(z)], E[f'(u) f'(v)] = Σ b_k² c^k and E[f(u) f(v)] = E[f]² + Σ (q/k) b_(k-1)² c^k
 * for u and v that are N(0, q) and have correlation c (Mehler 1866; Daniely et al. 2016).
 *
 * <p>All b_k² are positive, so that E[f²] - E[f(u) f(v)] = Σ (q/k) b_(k-1)² (1 - c^k) has full
 * relative precision next to c = 1. Parseval's equation for f and f' confirms that the series is
 * complete.
 */
public final class Mehler {

  /** Steps of the nodes, and how many coefficients they carry. */
  private static final double[] STEPS = {1.0 / 8, 1.0 / 16, 1.0 / 32};

  private static final int[] ORDERS = {128, 512, 2400};

  private static final GaussianNodes[] NODES = new GaussianNodes[STEPS.length];

  /** Part of E[f'²] allowed to be missing. */
  private static final double TOLERANCE = 1e-13;

  /** Missing part after the first step above which the series will not converge. */
  private static final double DIVERGENT = 0.02;

  private final double mean;
  private final double[] slopeEnergy; // b_k²
  private final double[] energy; // (q/k) b_(k-1)², 0 for k = 0

  private Mehler(double mean, double q, double[] slopeEnergy) {
    this.mean = mean;
    this.slopeEnergy = slopeEnergy;
    this.energy = new double[slopeEnergy.length + 1];
    for (int k = 1; k < energy.length; k++) {
      energy[k] = q / k * slopeEnergy[k - 1];
    }
  }

  /**
   * The series; empty if f is too steep or not smooth.
   *
   * @param f the function
   * @param derivative f'
   * @param q variance of the argument
   */
  public static Optional<Mehler> of(
      DoubleUnaryOperator f, DoubleUnaryOperator derivative, double q) {
    double deviation = Math.sqrt(q);
    for (int i = 0; i < STEPS.length; i++) {
      GaussianNodes nodes = nodes(i);
      double[] above = new double[nodes.size()];
      double[] below = new double[nodes.size()];
      double slopeSquare = 0;
      for (int j = 0; j < nodes.size(); j++) {
        above[j] = derivative.applyAsDouble(deviation * nodes.node(j));
        below[j] = derivative.applyAsDouble(-deviation * nodes.node(j));
        slopeSquare += nodes.weight(j) * (above[j] * above[j] + below[j] * below[j]);
      }
      double[] squares = new double[ORDERS[i]];
      double missing = slopeSquare;
      HermiteSeries.Projection slope = new HermiteSeries.Projection(nodes, above, below);
      int k = 0;
      while (k < squares.length && (k < 2 || missing > TOLERANCE / 100 * slopeSquare)) {
        double b = slope.next();
        squares[k++] = b * b;
        missing -= b * b;
      }
      if (Math.abs(missing) <= TOLERANCE * slopeSquare) {
        return complete(f, deviation, nodes, Arrays.copyOf(squares, k));
      }
      if (!(missing <= DIVERGENT * slopeSquare)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Mehler> complete(
      DoubleUnaryOperator f, double deviation, GaussianNodes nodes, double[] slopeEnergy) {
    double mean = 0;
    double square = 0;
    for (int j = 0; j < nodes.size(); j++) {
      double above = f.applyAsDouble(deviation * nodes.node(j));
      double below = f.applyAsDouble(-deviation * nodes.node(j));
      mean += nodes.weight(j) * (above + below);
      square += nodes.weight(j) * (above * above + below * below);
    }
    Mehler series = new Mehler(mean, deviation * deviation, slopeEnergy);
    return Math.abs(series.kernel(0) - square) <= 10 * TOLERANCE * square
        ? Optional.of(series)
        : Optional.empty();
  }

  private static synchronized GaussianNodes nodes(int i) {
    if (NODES[i] == null) {
      NODES[i] = GaussianNodes.evenly(STEPS[i]);
    }
    return NODES[i];
  }

  /** E[f(u) f(v)] for a correlation of 1 - distance. */
  public double kernel(double distance) {
    return mean * mean + sum(energy, 1 - distance);
  }

  /** E[f'(u) f'(v)] for a correlation of 1 - distance. */
  public double slopeKernel(double distance) {
    return sum(slopeEnergy, 1 - distance);
  }

  /** E[(f(u) - f(v))²]/2 for a correlation of 1 - distance. */
  public double kernelGap(double distance) {
    double sum = 0;
    double gap = 0; // 1 - c^k
    for (int k = 1; k < energy.length; k++) {
      gap += (1 - gap) * distance;
      sum += energy[k] * gap;
    }
    return sum;
  }

  private static double sum(double[] coefficients, double c) {
    double sum = 0;
    for (int k = coefficients.length - 1; k >= 0; k--) {
      sum = sum * c + coefficients[k];
    }
    return sum;
  }
}
