// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A density over several hyperparameters, estimated from observations: p(x) = Σ_i w_i Π_j k_ij(x_j)
 * with one kernel k_ij for each observation i and hyperparameter j, and a last i for what is known
 * without observations.
 *
 * <p>Weights, widths and the last kernel are those of Optuna's multivariate TPE: the newest 25
 * observations weigh 1, the older ones less in a linear ramp down to 1/n, and the last kernel 1.
 * Widths follow Scott's rule, 0.2 n^(-1/(d + 4)) of the range for d hyperparameters, and are not
 * below the range over min(100, n + 2).
 */
final class Parzen {

  private final List<Coordinate.Component[]> kernels = new ArrayList<>();
  private final double[] weights;

  /**
   * The density of some observations.
   *
   * @param coordinates the hyperparameters
   * @param observations a number for each of them, in their order; the oldest observation first
   * @param priors what is believed of each of them, null for nothing
   */
  Parzen(List<Coordinate> coordinates, List<double[]> observations, List<Prior> priors) {
    int n = observations.size();
    int dimensions = coordinates.size();
    for (double[] observation : observations) {
      Coordinate.Component[] product = new Coordinate.Component[dimensions];
      Arrays.setAll(product, j -> coordinates.get(j).kernel(observation[j], n, dimensions));
      kernels.add(product);
    }
    Coordinate.Component[] prior = new Coordinate.Component[dimensions];
    Arrays.setAll(prior, j -> coordinates.get(j).prior(priors.get(j)));
    kernels.add(prior);
    weights = weights(n);
  }

  /** What each kernel weighs; the sum is 1. */
  static double[] weights(int n) {
    double[] weights = new double[n + 1];
    Arrays.fill(weights, 1);
    int older = n - 25;
    for (int i = 0; i < older; i++) {
      weights[i] = older == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * i / (older - 1);
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /** The logarithm of the density at a place. */
  double log(double[] x) {
    double[] logs = new double[weights.length];
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(weights[i]);
      for (int j = 0; j < x.length; j++) {
        logs[i] += kernels.get(i)[j].log(x[j]);
      }
      highest = Math.max(highest, logs[i]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - highest);
    }
    return highest + Math.log(sum);
  }

  /** A place drawn from the density. */
  double[] draw(RandomGenerator random) {
    return Arrays.stream(kernels.get(pick(weights, random)))
        .mapToDouble(kernel -> kernel.draw(random))
        .toArray();
  }

  /** One of several numbers from 0, with these shares, which add up to 1. */
  static int pick(double[] shares, RandomGenerator random) {
    double left = random.nextDouble();
    for (int i = 0; i < shares.length - 1; i++) {
      left -= shares[i];
      if (left < 0) {
        return i;
      }
    }
    return shares.length - 1;
  }
}
