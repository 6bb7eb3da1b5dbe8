// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Functions drawn from the posteriors of Gaussian processes, which can be evaluated at any point.
 *
 * <pre>
 * symbol       code           meaning
 * F            COSINES        number of random features
 * ω_i, b_i     frequencies,   random frequency with the spectrum of Matérn 5/2 (Student's t with
 *              phases         5 degrees of freedom), and random phase
 * φ(x)         basis          √(2 s²/F) cos(ω_i x + b_i) for i = 1..F, then √c, then k(x, x_j)
 * w            coefficients   N(0, 1) for the first F + 1; the rest is v below
 * f(x)                        Σ_{i ≤ F+1} w_i φ_i(x), a draw of the prior (Rahimi and Recht 2007)
 * ε            error          N(0, noise variance), drawn for each observation
 * v                           K⁻¹ (y − f(X) − ε)
 * draw(x)      value          f(x) + k(x, X) v (Wilson et al., ICML 2020, equation 13)
 * </pre>
 *
 * <p>All draws of one process share a basis. Each draw is a row of coefficients.
 */
public final class PosteriorPaths {
  private static final int COSINES = 256;

  private final int each;
  private final double[][] coefficients;
  private final Basis[] bases;

  /**
   * Draws functions.
   *
   * @param processes the processes
   * @param y the values that the processes observed
   * @param each the number of draws of each process
   * @param random the source of randomness
   */
  public PosteriorPaths(
      List<GaussianProcess> processes, double[] y, int each, SplittableRandom random) {
    this.each = each;
    coefficients = new double[processes.size() * each][];
    bases = new Basis[processes.size()];
    for (int h = 0; h < bases.length; h++) {
      GaussianProcess process = processes.get(h);
      bases[h] = new Basis(process, random);
      double[][] observed = Arrays.stream(process.x).map(bases[h]::at).toArray(double[][]::new);
      for (int d = 0; d < each; d++) {
        double[] row = new double[COSINES + 1 + y.length];
        for (int i = 0; i <= COSINES; i++) {
          row[i] = random.nextGaussian();
        }
        double[] rest = new double[y.length];
        for (int i = 0; i < y.length; i++) {
          double error = Math.sqrt(process.noiseVariance[i]) * random.nextGaussian();
          rest[i] = y[i] - GaussianProcess.dot(row, observed[i], COSINES + 1) - error;
        }
        System.arraycopy(process.solve(rest), 0, row, COSINES + 1, rest.length);
        coefficients[h * each + d] = row;
      }
    }
  }

  /** The number of draws. */
  public int size() {
    return coefficients.length;
  }

  /** The value of one draw at a point given by its features. */
  public double value(int draw, double[] at) {
    return sum(draw, bases[draw / each].at(at));
  }

  private double sum(int draw, double[] basis) {
    return GaussianProcess.dot(coefficients[draw], basis, basis.length);
  }

  /** The values of all draws at a point given by its features. */
  public double[] values(double[] at) {
    double[] values = new double[size()];
    for (int h = 0; h < bases.length; h++) {
      double[] basis = bases[h].at(at);
      for (int draw = h * each; draw < (h + 1) * each; draw++) {
        values[draw] = sum(draw, basis);
      }
    }
    return values;
  }

  /** The functions φ that the draws of one process are sums of. */
  private static final class Basis {
    private final GaussianProcess process;
    private final double[][] frequencies;
    private final double[] phases = new double[COSINES];

    Basis(GaussianProcess process, SplittableRandom random) {
      this.process = process;
      int width = process.inverseLength.length;
      frequencies = new double[COSINES][width];
      for (int i = 0; i < COSINES; i++) {
        double chiSquared = 0;
        for (int k = 0; k < 5; k++) {
          double z = random.nextGaussian();
          chiSquared += z * z;
        }
        for (int f = 0; f < width; f++) {
          double normal = random.nextGaussian() * process.inverseLength[f];
          frequencies[i][f] = normal * Math.sqrt(5 / chiSquared);
        }
        phases[i] = 2 * Math.PI * random.nextDouble();
      }
    }

    double[] at(double[] x) {
      double[] covariances = process.covariances(x);
      double[] basis = new double[COSINES + 1 + covariances.length];
      double amplitude = Math.sqrt(2 * process.signalVariance / COSINES);
      for (int i = 0; i < COSINES; i++) {
        double angle = phases[i];
        for (int f = 0; f < x.length; f++) {
          angle += frequencies[i][f] * x[f];
        }
        basis[i] = amplitude * Math.cos(angle);
      }
      basis[COSINES] = Math.sqrt(GaussianProcess.MEAN_VARIANCE);
      System.arraycopy(covariances, 0, basis, COSINES + 1, covariances.length);
      return basis;
    }
  }
}
