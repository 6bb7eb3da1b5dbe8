// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Functions drawn from the posteriors of Gaussian processes, which can be evaluated at any point.
 *
 * <pre>
 * symbol       code           meaning
 * F            COSINES        number of random features
 * ω_i, b_i     frequencies,   random frequency with the spectrum of Matérn 5/2 (Student's t with
 *              phases         5 degrees of freedom), and random phase
 * φ(x)         basis          √(2 s²/F) cos(ω_i x + b_i) for i = 1..F, then √c, then k(x, x_j)
 * w            coefficients   N(0, 1) for the first F + 1; the others are v below
 * f(x)                        Σ_{i ≤ F+1} w_i φ_i(x), a draw of the prior (Rahimi and Recht 2007)
 * ε            error          N(0, noise variance), drawn for each observation
 * v                           K⁻¹ (y − f(X) − ε)
 * draw(x)      values         f(x) + k(x, X) v (Wilson et al., ICML 2020, equation 13)
 * </pre>
 *
 * <p>All draws of one process share a basis, and differ in their coefficients.
 */
public final class PosteriorPaths {
  private static final int COSINES = 256;

  private final int each;
  private final List<Group> groups = new ArrayList<>();

  /** Draws functions, so many of each process. */
  public PosteriorPaths(List<GaussianProcess> processes, int each, SplittableRandom random) {
    this.each = each;
    processes.forEach(process -> groups.add(new Group(process, each, random)));
  }

  /** The number of draws. */
  public int size() {
    return groups.size() * each;
  }

  /** The number of processes. */
  public int processes() {
    return groups.size();
  }

  /** The draws of one process as functions of features; they share the bases of equal points. */
  public List<ToDoubleFunction<double[]>> functions(int process) {
    Group group = groups.get(process);
    Map<List<Double>, double[]> bases = new HashMap<>();
    List<ToDoubleFunction<double[]>> functions = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      int draw = i;
      functions.add(
          at -> {
            List<Double> key = Arrays.stream(at).boxed().toList();
            return group.value(draw, bases.computeIfAbsent(key, k -> group.basis(at)));
          });
    }
    return functions;
  }

  /** The values of all draws at a point given by its features. */
  public double[] values(double[] at) {
    double[] values = new double[size()];
    int number = 0;
    for (Group group : groups) {
      double[] basis = group.basis(at);
      for (int draw = 0; draw < each; draw++) {
        values[number++] = group.value(draw, basis);
      }
    }
    return values;
  }

  /** The draws of one process. */
  private static final class Group {
    private final GaussianProcess process;
    private final double[][] frequencies;
    private final double[] phases = new double[COSINES];

    /** The coefficients by draw and basis function. */
    private final double[][] coefficients;

    Group(GaussianProcess process, int each, SplittableRandom random) {
      this.process = process;
      double[] y = process.data.y();
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
      double[][] observed =
          Arrays.stream(process.data.x()).map(this::basis).toArray(double[][]::new);
      coefficients = new double[each][COSINES + 1 + y.length];
      for (double[] row : coefficients) {
        for (int i = 0; i <= COSINES; i++) {
          row[i] = random.nextGaussian();
        }
        double[] rest = new double[y.length];
        for (int i = 0; i < y.length; i++) {
          double error = Math.sqrt(process.noiseVariance[i]) * random.nextGaussian();
          rest[i] = y[i] - GaussianProcess.dot(row, observed[i], COSINES + 1) - error;
        }
        System.arraycopy(process.solve(rest), 0, row, COSINES + 1, rest.length);
      }
    }

    double value(int draw, double[] basis) {
      return GaussianProcess.dot(coefficients[draw], basis, basis.length);
    }

    /** The basis functions φ at a point. */
    double[] basis(double[] x) {
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
