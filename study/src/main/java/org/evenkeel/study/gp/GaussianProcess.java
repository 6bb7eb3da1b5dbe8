// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

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
 * x_i       x[i]                  features of observation i; hyperparameter j has one or more
 * y                               observed values, scaled to mean 0 and variance 1
 * θ         theta                 (log ℓ_1, …, log ℓ_p, log s², log σ²)
 * ℓ_j       1 / inverseLength     length scale of hyperparameter j, the same for all its features
 * s²        signalVariance        signal variance
 * σ²                              noise variance, the same for all observations
 * e_i       extraNoise            variance of noise known to come on top for observation i
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

  final double[][] x;
  final double[] theta;
  final double[] inverseLength;
  final double signalVariance;
  final double[] noiseVariance;
  private final int[] owner;
  private final double[][] distance;
  private final double[][] decay;
  private final DecompositionSolver solver;
  private final double[] alpha;

  /** The logarithm of the marginal likelihood, log p(y | x, θ). */
  final double logLikelihood;

  /**
   * The posterior of the process for given parameters.
   *
   * @param x features, one row for each observation
   * @param owner the hyperparameter of each feature
   * @param y values
   * @param extraNoise variances of noise on top of σ²
   * @param theta the parameters θ
   */
  GaussianProcess(double[][] x, int[] owner, double[] y, double[] extraNoise, double[] theta) {
    this.x = x;
    this.owner = owner;
    this.theta = theta.clone();
    int n = x.length;
    int p = theta.length - 2;
    inverseLength = new double[owner.length];
    for (int f = 0; f < owner.length; f++) {
      inverseLength[f] = Math.exp(-theta[owner[f]]);
    }
    signalVariance = Math.exp(theta[p]);
    noiseVariance = new double[n];
    distance = new double[n][];
    decay = new double[n][];
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      noiseVariance[i] = Math.exp(theta[p + 1]) + extraNoise[i] + JITTER;
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
    alpha = solve(y);
    RealMatrix factor = cholesky.getLT();
    double sum = -0.5 * n * Math.log(2 * Math.PI);
    for (int i = 0; i < n; i++) {
      sum -= 0.5 * y[i] * alpha[i] + Math.log(factor.getEntry(i, i));
    }
    logLikelihood = sum;
  }

  /** The gradient of the log-likelihood by θ: ½ tr((αα' − K⁻¹) ∂K/∂θ_j). */
  RealVector gradient() {
    int p = theta.length - 2;
    double[] gradient = new double[p + 2];
    double sigmaSquared = Math.exp(theta[p + 1]);
    double[][] inverse = solver.getInverse().getData();
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < i; j++) {
        double weight = alpha[i] * alpha[j] - inverse[i][j];
        double r = distance[i][j];
        gradient[p] += weight * matern(r, decay[i][j]);
        double slope = weight * decay[i][j] * 5.0 / 3 * (1 + ROOT5 * r);
        for (int f = 0; f < owner.length; f++) {
          double d = (x[i][f] - x[j][f]) * inverseLength[f];
          gradient[owner[f]] += slope * d * d;
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
    double[] k = new double[x.length];
    for (int i = 0; i < k.length; i++) {
      double r = distance(at, x[i]);
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
