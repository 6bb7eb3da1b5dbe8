// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;

/**
 * The parameters of a {@link GaussianProcess} that observations make likely.
 *
 * <p>Their posterior is the marginal likelihood times a prior: log ℓ ~ N(log 0.7, 1.2²), log s² ~
 * N(0.7, 1.5²), log σ² ~ N(−4, 2²), for values scaled to variance 1. It is climbed by gradients
 * from several starts. The parameters are then drawn rather than fixed: from the normal
 * approximation at the highest point, drawn again with weights of what the approximation gets
 * wrong. With few trials, an interval that takes the likeliest parameters for the true ones is too
 * narrow.
 */
public final class ParameterPosterior {
  private static final int STEPS = 40;
  private static final int PROPOSALS = 64;

  private final double[][] x;
  private final int[] owner;
  private final double[] y;
  private final double[] extra;
  private final double[] center;
  private final double[] spread;
  private final double[] low;
  private final double[] high;

  public ParameterPosterior(
      double[][] x, int[] owner, int hyperparameters, double[] y, double[] extra) {
    this.x = x;
    this.owner = owner;
    this.y = y;
    this.extra = extra;
    int p = hyperparameters;
    center = new double[p + 2];
    spread = new double[p + 2];
    low = new double[p + 2];
    high = new double[p + 2];
    for (int i = 0; i < p; i++) {
      set(i, Math.log(0.7), 1.2, Math.log(0.05), Math.log(50));
    }
    set(p, 0.7, 1.5, -7, 7);
    set(p + 1, -4, 2, -12, 1);
  }

  private void set(int i, double mean, double sd, double least, double most) {
    center[i] = mean;
    spread[i] = sd;
    low[i] = least;
    high[i] = most;
  }

  /** The process at the likeliest parameters. */
  public GaussianProcess likeliest() {
    GaussianProcess best = null;
    // Smooth with much and with little noise, and rough: the usual several hills.
    double[][] starts = {{0, 0, -4}, {-1.1, 0, -4}, {0.5, -1, 0}};
    for (double[] start : starts) {
      double[] theta = new double[center.length];
      Arrays.fill(theta, start[0]);
      theta[theta.length - 2] = start[1];
      theta[theta.length - 1] = start[2];
      GaussianProcess top = climb(at(theta));
      if (best == null || height(top) > height(best)) {
        best = top;
      }
    }
    return best;
  }

  /** So many processes with parameters drawn from their posterior. */
  public List<GaussianProcess> draw(GaussianProcess top, int count, SplittableRandom random) {
    int p = center.length;
    double[][] factor = spreadAt(top);
    List<GaussianProcess> proposals = new ArrayList<>();
    double[] weights = new double[PROPOSALS];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < PROPOSALS; i++) {
      double[] z = new double[p];
      double square = 0;
      for (int j = 0; j < p; j++) {
        z[j] = random.nextGaussian();
        square += z[j] * z[j];
      }
      double[] theta = top.theta.clone();
      boolean inside = true;
      for (int j = 0; j < p; j++) {
        for (int k = 0; k < p; k++) {
          theta[j] += factor[j][k] * z[k];
        }
        inside &= theta[j] >= low[j] && theta[j] <= high[j];
      }
      GaussianProcess proposal = inside ? at(theta) : null;
      proposals.add(proposal);
      weights[i] = inside ? height(proposal) + 0.5 * square : Double.NEGATIVE_INFINITY;
      largest = Math.max(largest, weights[i]);
    }
    double sum = 0;
    for (int i = 0; i < PROPOSALS; i++) {
      // Capped, so that no single proposal stands for all.
      weights[i] =
          weights[i] == Double.NEGATIVE_INFINITY
              ? 0
              : Math.exp(Math.min(weights[i] - height(top), 1.5));
      sum += weights[i];
    }
    List<GaussianProcess> drawn = new ArrayList<>();
    if (!(sum > 0)) {
      drawn.add(top);
      return drawn;
    }
    double u = random.nextDouble();
    double reached = 0;
    for (int i = 0, k = 0; i < PROPOSALS && k < count; i++) {
      reached += weights[i] / sum;
      for (; k < count && (k + u) / count < reached; k++) {
        drawn.add(proposals.get(i));
      }
    }
    return drawn;
  }

  private GaussianProcess at(double[] theta) {
    return new GaussianProcess(x, owner, y, extra, theta);
  }

  private double height(GaussianProcess process) {
    double sum = process.likelihood();
    for (int i = 0; i < center.length; i++) {
      double z = (process.theta[i] - center[i]) / spread[i];
      sum -= 0.5 * z * z;
    }
    return sum;
  }

  private double[] slope(GaussianProcess process) {
    double[] gradient = process.gradient();
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] -= (process.theta[i] - center[i]) / (spread[i] * spread[i]);
    }
    return gradient;
  }

  /** Climbs by BFGS with steps halved until they gain; stays inside the bounds. */
  private GaussianProcess climb(GaussianProcess from) {
    int p = center.length;
    double[][] inverse = new double[p][p];
    for (int i = 0; i < p; i++) {
      inverse[i][i] = 0.1;
    }
    GaussianProcess now = from;
    double[] gradient = slope(now);
    for (int step = 0; step < STEPS; step++) {
      double[] direction = new double[p];
      double longest = 0;
      for (int i = 0; i < p; i++) {
        for (int j = 0; j < p; j++) {
          direction[i] += inverse[i][j] * gradient[j];
        }
        longest = Math.max(longest, Math.abs(direction[i]));
      }
      GaussianProcess next = null;
      double size = Math.min(1, 1.5 / Math.max(longest, 1e-12));
      double[] moved = new double[p];
      for (int half = 0; half < 8; half++, size /= 3) {
        double[] theta = new double[p];
        for (int i = 0; i < p; i++) {
          theta[i] = Math.min(high[i], Math.max(low[i], now.theta[i] + size * direction[i]));
          moved[i] = theta[i] - now.theta[i];
        }
        GaussianProcess tried = at(theta);
        if (height(tried) > height(now)) {
          next = tried;
          break;
        }
      }
      if (next == null) {
        return now;
      }
      double gain = height(next) - height(now);
      double[] slope = slope(next);
      update(inverse, moved, gradient, slope);
      now = next;
      gradient = slope;
      if (gain < 1e-3) {
        return now;
      }
    }
    return now;
  }

  private static void update(double[][] inverse, double[] s, double[] before, double[] after) {
    int p = s.length;
    double[] change = new double[p];
    double curvature = 0;
    for (int i = 0; i < p; i++) {
      change[i] = before[i] - after[i];
      curvature += change[i] * s[i];
    }
    if (curvature < 1e-10) {
      return;
    }
    double[] product = new double[p];
    double quadratic = 0;
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        product[i] += inverse[i][j] * change[j];
      }
      quadratic += product[i] * change[i];
    }
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        inverse[i][j] +=
            (1 + quadratic / curvature) * s[i] * s[j] / curvature
                - (product[i] * s[j] + s[i] * product[j]) / curvature;
      }
    }
  }

  /**
   * A root of the covariance of the normal approximation: eigenvectors times the inverse root of
   * the curvatures, which are taken to be at least those of the prior halved.
   */
  private double[][] spreadAt(GaussianProcess top) {
    int p = center.length;
    double[][] curvature = new double[p][p];
    double h = 0.05;
    for (int i = 0; i < p; i++) {
      double[] up = top.theta.clone();
      double[] down = top.theta.clone();
      up[i] += h;
      down[i] -= h;
      double[] above = slope(at(up));
      double[] below = slope(at(down));
      for (int j = 0; j < p; j++) {
        double c = (below[j] - above[j]) / (2 * h);
        curvature[i][j] += c / 2;
        curvature[j][i] += c / 2;
      }
    }
    EigenDecompositionSymmetric eigen =
        new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(curvature));
    double[][] root = new double[p][p];
    for (int k = 0; k < p; k++) {
      double width = 1 / Math.sqrt(Math.max(eigen.getEigenvalue(k), 0.25));
      for (int i = 0; i < p; i++) {
        root[i][k] = eigen.getEigenvector(k).getEntry(i) * width;
      }
    }
    return root;
  }
}
