// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

/**
 * A Gaussian process with given parameters, conditioned on observations.
 *
 * <p>Covariance k(x, x') = c + s² (1 + √5 r + 5/3 r²) exp(−√5 r) with r² = Σ_j ((x_j − x'_j)/ℓ_j)²
 * (Matérn 5/2, one length for each hyperparameter); c stands for an unknown mean. Parameters θ =
 * (log ℓ_1, …, log ℓ_p, log s², log σ²) with σ² the variance of the noise. Rasmussen and Williams,
 * Gaussian Processes for Machine Learning, 2006: algorithm 2.1, equations 4.17 and 5.9.
 */
public final class GaussianProcess {
  /** The variance of the unknown mean, of values scaled to variance 1. */
  static final double MEAN = 1;

  private static final double ROOT = Math.sqrt(5);

  /** A lower bound of the noise, that matrices can be inverted. */
  private static final double JITTER = 1e-8;

  final double[][] x;
  final double[] theta;
  final double[] scale;
  final double signal;
  final double[] noise;
  final double[] weights;
  private final double[] factor;
  private final int[] owner;
  private final double fit;

  /**
   * A process.
   *
   * @param x features, one row for each observation
   * @param owner the hyperparameter that each feature belongs to
   * @param y values
   * @param extra variances of noise on top of σ²
   * @param theta the parameters
   */
  GaussianProcess(double[][] x, int[] owner, double[] y, double[] extra, double[] theta) {
    this.x = x;
    this.owner = owner;
    this.theta = theta.clone();
    int n = x.length;
    int p = theta.length - 2;
    scale = new double[owner.length];
    for (int f = 0; f < scale.length; f++) {
      scale[f] = Math.exp(-theta[owner[f]]);
    }
    signal = Math.exp(theta[p]);
    noise = new double[n];
    factor = new double[n * n];
    for (int i = 0; i < n; i++) {
      noise[i] = Math.exp(theta[p + 1]) + extra[i] + JITTER;
      for (int j = 0; j < i; j++) {
        factor[i * n + j] = MEAN + kernel(x[i], x[j]);
      }
      factor[i * n + i] = MEAN + signal + noise[i];
    }
    cholesky(factor, n);
    weights = y.clone();
    forward(weights);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum -= 0.5 * weights[i] * weights[i] + Math.log(factor[i * n + i]);
    }
    fit = sum - 0.5 * n * Math.log(2 * Math.PI);
    backward(weights);
  }

  /** The logarithm of the marginal likelihood. */
  double likelihood() {
    return fit;
  }

  /** Its gradient with respect to θ: ½ tr((αα' − K⁻¹) ∂K/∂θ_j). */
  double[] gradient() {
    int n = x.length;
    int p = theta.length - 2;
    double[] gradient = new double[theta.length];
    double[] lower = inverse();
    double[] column = new double[n];
    double level = noiseLevel();
    for (int i = 0; i < n; i++) {
      // Row i of K⁻¹ = L⁻ᵀ L⁻¹, from the columns of L⁻¹, which stand as rows of `lower`.
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int k = i; k < n; k++) {
          sum += lower[i * n + k] * lower[j * n + k];
        }
        column[j] = weights[i] * weights[j] - sum;
      }
      gradient[p] += 0.5 * column[i] * signal;
      gradient[p + 1] += 0.5 * column[i] * level;
      for (int j = 0; j < i; j++) {
        double r = distance(x[i], x[j]);
        double tail = signal * Math.exp(-ROOT * r) * column[j];
        gradient[p] += tail * (1 + ROOT * r + 5.0 / 3 * r * r);
        double slope = tail * 5.0 / 3 * (1 + ROOT * r);
        for (int f = 0; f < owner.length; f++) {
          double d = (x[i][f] - x[j][f]) * scale[f];
          gradient[owner[f]] += slope * d * d;
        }
      }
    }
    return gradient;
  }

  /** σ². */
  double noiseLevel() {
    return Math.exp(theta[theta.length - 1]);
  }

  private double distance(double[] a, double[] b) {
    double sum = 0;
    for (int f = 0; f < scale.length; f++) {
      double d = (a[f] - b[f]) * scale[f];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  private double kernel(double[] a, double[] b) {
    double r = ROOT * distance(a, b);
    return signal * (1 + r + r * r / 3) * Math.exp(-r);
  }

  /** Covariances of a point with the observations. */
  public double[] covariances(double[] at) {
    double[] k = new double[x.length];
    for (int i = 0; i < k.length; i++) {
      k[i] = MEAN + kernel(at, x[i]);
    }
    return k;
  }

  public double mean(double[] covariances) {
    double sum = 0;
    for (int i = 0; i < covariances.length; i++) {
      sum += covariances[i] * weights[i];
    }
    return sum;
  }

  /** The variance of the function (without noise) at a point; overwrites its covariances. */
  public double variance(double[] covariances) {
    forward(covariances);
    double rest = MEAN + signal;
    for (double v : covariances) {
      rest -= v * v;
    }
    return Math.max(0, rest);
  }

  /** Replaces b by K⁻¹ b. */
  void solve(double[] b) {
    forward(b);
    backward(b);
  }

  private void forward(double[] b) {
    int n = b.length;
    for (int i = 0; i < n; i++) {
      double sum = b[i];
      for (int j = 0; j < i; j++) {
        sum -= factor[i * n + j] * b[j];
      }
      b[i] = sum / factor[i * n + i];
    }
  }

  private void backward(double[] b) {
    int n = b.length;
    for (int i = n - 1; i >= 0; i--) {
      b[i] /= factor[i * n + i];
      for (int j = 0; j < i; j++) {
        b[j] -= factor[i * n + j] * b[i];
      }
    }
  }

  /** Columns of L⁻¹ as rows. */
  private double[] inverse() {
    int n = x.length;
    double[] inverse = new double[n * n];
    for (int c = 0; c < n; c++) {
      inverse[c * n + c] = 1 / factor[c * n + c];
      for (int i = c + 1; i < n; i++) {
        double sum = 0;
        for (int k = c; k < i; k++) {
          sum -= factor[i * n + k] * inverse[c * n + k];
        }
        inverse[c * n + i] = sum / factor[i * n + i];
      }
    }
    return inverse;
  }

  private static void cholesky(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= a[i * n + k] * a[j * n + k];
        }
        a[i * n + j] = i == j ? Math.sqrt(Math.max(sum, JITTER)) : sum / a[j * n + j];
      }
    }
  }
}
