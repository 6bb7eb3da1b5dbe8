// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * The posterior of a Gaussian process's parameters θ, and draws from it.
 *
 * <pre>
 * symbol    code                meaning
 * θ         theta               (log ℓ_1, …, log ℓ_p, log s², log σ²), see {@link GaussianProcess}
 * m, v      mean, sd            prior: log ℓ ~ N(log 0.7, 1.2²), log s² ~ N(0.7, 1.5²),
 *                               log σ² ~ N(−4, 2²), for values scaled to variance 1
 * p(θ | y)  logPosterior        marginal likelihood × prior, unnormalized
 * θ*        mode                the highest point of p(θ | y), found by BFGS from several starts
 * H         curvature           −∂² log p(θ | y) / ∂θ² at θ*, by central differences
 * A         root                A Aᵀ = H⁻¹; proposals are θ* + A z with z ~ N(0, I)
 * w         weights             importance weights p(θ | y) / N(θ; θ*, H⁻¹), relative to θ*
 * </pre>
 *
 * <p>With few trials, an interval that takes the most likely parameters for the true ones is too
 * narrow. So parameters are resampled from the proposals in proportion to their weights.
 */
public final class ParameterPosterior {
  private static final int MAX_STEPS = 40;
  private static final int PROPOSALS = 64;

  /** Weights are capped at exp of this, so that no single proposal dominates. */
  private static final double MAX_LOG_WEIGHT = 1.5;

  /** Where BFGS starts: all log ℓ, log s², log σ². Smooth with much and little noise, and rough. */
  private static final double[][] STARTS = {{0, 0, -4}, {-1.1, 0, -4}, {0.5, -1, 0}};

  private final GaussianProcess.Data data;
  private final int dimensions;
  private final double[] mean;
  private final double[] sd;
  private final double[] low;
  private final double[] high;

  /** The posterior given observations. */
  public ParameterPosterior(GaussianProcess.Data data) {
    this.data = data;
    int p = data.owner()[data.owner().length - 1] + 1;
    dimensions = p + 2;
    mean = parameters(Math.log(0.7), 0.7, -4);
    sd = parameters(1.2, 1.5, 2);
    low = parameters(Math.log(0.05), -7, -12);
    high = parameters(Math.log(50), 7, 1);
  }

  /** A vector with one value for all length scales. */
  private double[] parameters(double lengths, double signal, double noise) {
    double[] theta = new double[dimensions];
    Arrays.fill(theta, lengths);
    theta[dimensions - 2] = signal;
    theta[dimensions - 1] = noise;
    return theta;
  }

  /** The process at the posterior mode of its parameters. */
  public GaussianProcess mode() {
    GaussianProcess best = null;
    for (double[] start : STARTS) {
      GaussianProcess local = climb(at(parameters(start[0], start[1], start[2])));
      if (best == null || logPosterior(local) > logPosterior(best)) {
        best = local;
      }
    }
    return best;
  }

  /** Processes with parameters drawn from their posterior, repeated in proportion to weight. */
  public List<GaussianProcess> draw(GaussianProcess mode, int count, SplittableRandom random) {
    RealMatrix root = covarianceRoot(mode);
    List<GaussianProcess> proposals = new ArrayList<>();
    double[] weights = new double[PROPOSALS];
    for (int i = 0; i < PROPOSALS; i++) {
      double[] z = new double[dimensions];
      Arrays.setAll(z, j -> random.nextGaussian());
      double[] theta = root.operate(z);
      boolean inside = true;
      for (int j = 0; j < theta.length; j++) {
        theta[j] += mode.theta[j];
        inside &= theta[j] >= low[j] && theta[j] <= high[j];
      }
      GaussianProcess proposal = inside ? at(theta) : null;
      proposals.add(proposal);
      if (inside) {
        double logProposal = -0.5 * GaussianProcess.dot(z, z, z.length);
        double logWeight = logPosterior(proposal) - logProposal - logPosterior(mode);
        weights[i] = Math.exp(Math.min(logWeight, MAX_LOG_WEIGHT));
      }
    }
    double sum = Arrays.stream(weights).sum();
    if (!(sum > 0)) {
      return List.of(mode);
    }
    List<GaussianProcess> drawn = new ArrayList<>();
    double offset = random.nextDouble();
    double cumulative = 0;
    for (int i = 0, k = 0; i < PROPOSALS; i++) {
      cumulative += weights[i] / sum;
      int from = k;
      while (k < count && (k + offset) / count < cumulative) {
        k++;
      }
      drawn.addAll(Collections.nCopies(k - from, proposals.get(i)));
    }
    return drawn;
  }

  private GaussianProcess at(double[] theta) {
    return new GaussianProcess(data, theta);
  }

  private double logPosterior(GaussianProcess process) {
    double sum = process.logLikelihood;
    for (int i = 0; i < dimensions; i++) {
      double z = (process.theta[i] - mean[i]) / sd[i];
      sum -= 0.5 * z * z;
    }
    return sum;
  }

  private RealVector gradient(GaussianProcess process) {
    RealVector gradient = process.gradient();
    for (int i = 0; i < dimensions; i++) {
      gradient.addToEntry(i, -(process.theta[i] - mean[i]) / (sd[i] * sd[i]));
    }
    return gradient;
  }

  /** BFGS ascent within the bounds, until a step gains less than 0.001. */
  private GaussianProcess climb(GaussianProcess from) {
    RealMatrix inverseHessian =
        MatrixUtils.createRealIdentityMatrix(dimensions).scalarMultiply(0.1);
    GaussianProcess now = from;
    RealVector gradient = gradient(now);
    for (int step = 0; step < MAX_STEPS; step++) {
      GaussianProcess next = lineSearch(now, inverseHessian.operate(gradient));
      if (next == null) {
        return now;
      }
      double gain = logPosterior(next) - logPosterior(now);
      RealVector nextGradient = gradient(next);
      RealVector move = vector(next.theta).subtract(vector(now.theta));
      inverseHessian = bfgs(inverseHessian, move, gradient.subtract(nextGradient));
      now = next;
      gradient = nextGradient;
      if (gain < 1e-3) {
        return now;
      }
    }
    return now;
  }

  /** The first of ever shorter steps in a direction that gains; null if none of eight does. */
  private GaussianProcess lineSearch(GaussianProcess from, RealVector direction) {
    double size = Math.min(1, 1.5 / Math.max(direction.getLInfNorm(), 1e-12));
    for (int attempt = 0; attempt < 8; attempt++, size /= 3) {
      double[] theta = new double[dimensions];
      for (int i = 0; i < dimensions; i++) {
        double moved = from.theta[i] + size * direction.getEntry(i);
        theta[i] = Math.min(high[i], Math.max(low[i], moved));
      }
      GaussianProcess tried = at(theta);
      if (logPosterior(tried) > logPosterior(from)) {
        return tried;
      }
    }
    return null;
  }

  private static RealVector vector(double[] values) {
    return new ArrayRealVector(values, false);
  }

  /**
   * The BFGS update of the inverse Hessian B, for a move s along which the negative gradient grew
   * by y: B + (1 + yᵀBy / sᵀy) ssᵀ / sᵀy − (By sᵀ + s yᵀB) / sᵀy.
   */
  private static RealMatrix bfgs(RealMatrix b, RealVector s, RealVector y) {
    double curvature = s.dotProduct(y);
    if (curvature < 1e-10) {
      return b;
    }
    RealVector by = b.operate(y);
    RealMatrix cross = by.outerProduct(s);
    double share = (1 + by.dotProduct(y) / curvature) / curvature;
    return b.add(s.outerProduct(s).scalarMultiply(share))
        .subtract(cross.add(cross.transpose()).scalarMultiply(1 / curvature));
  }

  /** The matrix A; curvatures count as at least 1/4, half of the least that the prior has. */
  private RealMatrix covarianceRoot(GaussianProcess mode) {
    double h = 0.05;
    RealMatrix curvature = MatrixUtils.createRealMatrix(dimensions, dimensions);
    for (int i = 0; i < dimensions; i++) {
      double[] above = mode.theta.clone();
      double[] below = mode.theta.clone();
      above[i] += h;
      below[i] -= h;
      RealVector change = gradient(at(below)).subtract(gradient(at(above)));
      curvature.setRowVector(i, change.mapDivide(2 * h));
    }
    EigenDecompositionSymmetric eigen =
        new EigenDecompositionSymmetric(curvature.add(curvature.transpose()).scalarMultiply(0.5));
    double[] widths =
        Arrays.stream(eigen.getEigenvalues()).map(v -> 1 / Math.sqrt(Math.max(v, 0.25))).toArray();
    return eigen.getV().multiply(MatrixUtils.createRealDiagonalMatrix(widths));
  }
}
