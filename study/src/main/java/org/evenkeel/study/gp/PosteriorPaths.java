// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Functions drawn from the posterior of processes, which can be evaluated anywhere.
 *
 * <p>A draw of the prior is a sum of random cosines whose frequencies have the spectrum of Matérn
 * 5/2 (Student's t with 5 degrees of freedom; Rahimi and Recht 2007), f(x) = s √(2/F) Σ w_i cos(ω_i
 * x + b_i) + √c w. The posterior adds k(x, X) (K + σ²)⁻¹ (y − f(X) − ε) to it (Wilson et al., ICML
 * 2020, equation 13). So each draw is a row of coefficients on a basis that draws of one process
 * share.
 */
public final class PosteriorPaths {
  private static final int COSINES = 256;

  private final List<GaussianProcess> processes;
  private final List<double[][]> frequencies = new ArrayList<>();
  private final List<double[]> phases = new ArrayList<>();
  private final int each;
  private final double[][] coefficients;

  public PosteriorPaths(
      List<GaussianProcess> processes, double[] y, int each, SplittableRandom random) {
    this.processes = List.copyOf(processes);
    this.each = each;
    coefficients = new double[processes.size() * each][];
    for (int h = 0; h < processes.size(); h++) {
      GaussianProcess process = processes.get(h);
      int width = process.scale.length;
      double[][] frequency = new double[COSINES][width];
      double[] phase = new double[COSINES];
      for (int i = 0; i < COSINES; i++) {
        double square = 0;
        for (int k = 0; k < 5; k++) {
          double z = random.nextGaussian();
          square += z * z;
        }
        for (int f = 0; f < width; f++) {
          frequency[i][f] = random.nextGaussian() * process.scale[f] * Math.sqrt(5 / square);
        }
        phase[i] = 2 * Math.PI * random.nextDouble();
      }
      frequencies.add(frequency);
      phases.add(phase);
      double[][] bases = new double[y.length][];
      for (int i = 0; i < y.length; i++) {
        bases[i] = basis(h, process.x[i]);
      }
      for (int d = 0; d < each; d++) {
        double[] row = new double[COSINES + 1 + y.length];
        for (int i = 0; i <= COSINES; i++) {
          row[i] = random.nextGaussian();
        }
        double[] rest = new double[y.length];
        for (int i = 0; i < y.length; i++) {
          double error = Math.sqrt(process.noise[i]) * random.nextGaussian();
          rest[i] = y[i] - dot(row, bases[i], COSINES + 1) - error;
        }
        process.solve(rest);
        System.arraycopy(rest, 0, row, COSINES + 1, rest.length);
        coefficients[h * each + d] = row;
      }
    }
  }

  /** The number of draws. */
  public int size() {
    return coefficients.length;
  }

  /** The number of processes that draws come from. */
  public int groups() {
    return processes.size();
  }

  /** The process that a draw comes from. */
  public int group(int draw) {
    return draw / each;
  }

  /** What the draws of one process are sums of, at a point given by its features. */
  public double[] basis(int group, double[] at) {
    GaussianProcess process = processes.get(group);
    double[][] frequency = frequencies.get(group);
    double[] phase = phases.get(group);
    double[] covariances = process.covariances(at);
    double[] basis = new double[COSINES + 1 + covariances.length];
    double size = Math.sqrt(2 * process.signal / COSINES);
    for (int i = 0; i < COSINES; i++) {
      double angle = phase[i];
      for (int f = 0; f < at.length; f++) {
        angle += frequency[i][f] * at[f];
      }
      basis[i] = size * Math.cos(angle);
    }
    basis[COSINES] = Math.sqrt(GaussianProcess.MEAN);
    System.arraycopy(covariances, 0, basis, COSINES + 1, covariances.length);
    return basis;
  }

  /** A draw at a point given by the basis there. */
  public double value(int draw, double[] basis) {
    return dot(coefficients[draw], basis, basis.length);
  }

  private static double dot(double[] a, double[] b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
