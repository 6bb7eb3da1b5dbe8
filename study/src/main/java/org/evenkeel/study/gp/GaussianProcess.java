// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Gaussian-process regression with given parameters.
 *
 * <pre>
 * symbol    code                  meaning
 * n, p                            number of observations, and of hyperparameters
 * x_i, y    data                  features of observation i, and observed values: {@link Data}
 * θ         theta                 (log ℓ_1, …, log ℓ_p, log s², log σ²)
 * ℓ_j       1 / inverseLength     length scale of hyperparameter j, the same for all its features
 * s²        signalVariance        signal variance
 * σ²                              noise variance, the same for all observations
 * e_i       data.extraNoise       variance of noise known to come on top for observation i
 * c         MEAN_VARIANCE         prior variance of the unknown mean
 * r         distance              √Σ_f ((x_f − x'_f) / ℓ_j(f))², scaled distance
 * k(x, x')                        c + s² (1 + √5 r + 5/3 r²) exp(−√5 r), the Matérn 5/2 kernel
 * K         covariance            k(x_i, x_j) + [i = j] (σ² + e_i)
 *           decay                 s² exp(−√5 r)
 * α         alpha                 K⁻¹ y
 * </pre>
 *
 * <p>Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006: algorithm 2.1,
 * equations 4.17 and 5.9.
 */
public final class GaussianProcess {
  static final double MEAN_VARIANCE = 1;

  private static final double ROOT5 = Math.sqrt(5);

  /** A lower bound of the noise variance, which keeps K positive definite. */
  private static final double JITTER = 1e-8;

  /**
   * Observations.
   *
   * @param x features, one row for each observation; a hyperparameter has one or more
   * @param owner the hyperparameter of each feature, in ascending order
   * @param y values, scaled to mean 0 and variance 1
   * @param extraNoise variances of noise on top of σ²
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Data(double[][] x, int[] owner, double[] y, double[] extraNoise) {}

  final Data data;
  final double[] theta;
  final double[] inverseLength;
  final double signalVariance;
  final double[] noiseVariance;
  private final double[][] distance;
  private final double[][] decay;
  private final DecompositionSolver solver;
  private final double[] alpha;

  /** The logarithm of the marginal likelihood, log p(y | x, θ). */
  final double logLikelihood;

  /** The posterior of the process for given parameters θ. */
  GaussianProcess(Data data, double[] theta) {
    this.data = data;
    this.theta = theta.clone();
    double[][] x = data.x;
    int n = x.length;
    int p = theta.length - 2;
    inverseLength = Arrays.stream(data.owner).mapToDouble(j -> Math.exp(-theta[j])).toArray();
    signalVariance = Math.exp(theta[p]);
    noiseVariance = new double[n];
    distance = new double[n][];
    decay = new double[n][];
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      noiseVariance[i] = Math.exp(theta[p + 1]) + data.extraNoise[i] + JITTER;
      distance[i] = new double[i];
      decay[i] = new double[i];
      for (int j = 0; j < i; j++) {
        distance[i][j] = distance(x[i], x[j]);
        decay[i][j] = decay(distance[i][j]);
        covariance[i][j] = MEAN_VARIANCE + matern(distance[i][j], decay[i][j]);
        covariance[j][i] = covariance[i][j];
      }
      covariance[i][i] = MEAN_VARIANCE + signalVariance + noiseVariance[i];
    }
    RealMatrix matrix = new Array2DRowRealMatrix(covariance, false);
    CholeskyDecomposition cholesky = new CholeskyDecomposition(matrix, 1, 0);
    solver = cholesky.getSolver();
    alpha = solve(data.y);
    RealMatrix factor = cholesky.getLT();
    double sum = -0.5 * n * Math.log(2 * Math.PI);
    for (int i = 0; i < n; i++) {
      sum -= 0.5 * data.y[i] * alpha[i] + Math.log(factor.getEntry(i, i));
    }
    logLikelihood = sum;
  }

  /** The gradient of the log-likelihood by θ: ½ tr((αα' − K⁻¹) ∂K/∂θ_j). */
  RealVector gradient() {
    int p = theta.length - 2;
    double[] gradient = new double[p + 2];
    double sigmaSquared = Math.exp(theta[p + 1]);
    double[][] inverse = solver.getInverse().getData();
    for (int i = 0; i < alpha.length; i++) {
      for (int j = 0; j < i; j++) {
        double weight = alpha[i] * alpha[j] - inverse[i][j];
        double r = distance[i][j];
        gradient[p] += weight * matern(r, decay[i][j]);
        double slope = weight * decay[i][j] * 5.0 / 3 * (1 + ROOT5 * r);
        for (int f = 0; f < inverseLength.length; f++) {
          double d = (data.x[i][f] - data.x[j][f]) * inverseLength[f];
          gradient[data.owner[f]] += slope * d * d;
        }
      }
      double diagonal = 0.5 * (alpha[i] * alpha[i] - inverse[i][i]);
      gradient[p] += diagonal * signalVariance;
      gradient[p + 1] += diagonal * sigmaSquared;
    }
    return new ArrayRealVector(gradient, false);
  }

  private double distance(double[] a, double[] b) {
    double sum = 0;
    for (int f = 0; f < inverseLength.length; f++) {
      double d = (a[f] - b[f]) * inverseLength[f];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  /** The factor s² exp(−√5 r) of the kernel. */
  private double decay(double r) {
    return signalVariance * Math.exp(-ROOT5 * r);
  }

  private static double matern(double r, double decay) {
    return decay * (1 + ROOT5 * r + 5.0 / 3 * r * r);
  }

  /** The prior covariances k(x, x_i) of the function at a point and at the observations. */
  public double[] covariances(double[] at) {
    double[] k = new double[data.x.length];
    for (int i = 0; i < k.length; i++) {
      double r = distance(at, data.x[i]);
      k[i] = MEAN_VARIANCE + matern(r, decay(r));
    }
    return k;
  }

  /** The posterior mean at the point with these covariances. */
  public double mean(double[] covariances) {
    return dot(covariances, alpha, alpha.length);
  }

  /**
   * The posterior variance of the function, noise excluded, at the point with these covariances.
   */
  public double variance(double[] covariances) {
    double explained = dot(covariances, solve(covariances), covariances.length);
    return Math.max(0, MEAN_VARIANCE + signalVariance - explained);
  }

  /** The solution K⁻¹ b. */
  double[] solve(double[] b) {
    return solver.solve(new ArrayRealVector(b, false)).toArray();
  }

  static double dot(double[] a, double[] b, int length) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
