// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Parzen estimate of a density over several hyperparameters.
 *
 * <pre>
 * n, d      number of observations, and of hyperparameters
 * p(x)      Σ_i w_i Π_j k_ij(x_j), with a last i = n + 1 for the prior
 * k_ij      component of observation i for hyperparameter j
 * w_i       weight: 1 for the newest 25 observations and the prior, older ones less in a linear
 *           ramp down to 1/n; normalized
 * width     0.2 n^(−1/(d + 4)) of the range (Scott's rule), at least 1 / min(100, n + 2) of it
 * </pre>
 *
 * <p>Weights, widths and the last component are those of Optuna's multivariate TPE.
 */
final class Parzen {

  /** One component of the mixture, for one hyperparameter. */
  interface Component {

    /** The logarithm of the density, or of the probability, at a place. */
    double log(double x);

    /** A random place. */
    double draw(RandomGenerator random);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Choices(double[] probabilities) implements Component {
    @Override
    public double log(double x) {
      return Math.log(probabilities[(int) x]);
    }

    @Override
    public double draw(RandomGenerator random) {
      return pick(probabilities, random);
    }
  }

  private final List<Component[]> components = new ArrayList<>();
  private final double[] weights;

  /**
   * The density of some observations.
   *
   * @param coordinates the coordinates of the hyperparameters
   * @param observations the observations in these coordinates, the oldest first
   * @param priors the prior of each hyperparameter, null for none
   */
  Parzen(List<Coordinate> coordinates, List<double[]> observations, List<@Nullable Prior> priors) {
    int n = observations.size();
    int dimensions = coordinates.size();
    for (double[] observation : observations) {
      Component[] product = new Component[dimensions];
      Arrays.setAll(product, j -> coordinates.get(j).component(observation[j], n, dimensions));
      components.add(product);
    }
    Component[] prior = new Component[dimensions];
    Arrays.setAll(prior, j -> coordinates.get(j).component(priors.get(j)));
    components.add(prior);
    weights = weights(n);
  }

  /** The normalized weights. */
  static double[] weights(int n) {
    double[] weights = new double[n + 1];
    Arrays.fill(weights, 1);
    int older = n - 25;
    for (int i = 0; i < older; i++) {
      weights[i] = older == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * i / (older - 1);
    }
    return normalized(weights);
  }

  static double[] normalized(double[] weights) {
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
        logs[i] += components.get(i)[j].log(x[j]);
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
    return Arrays.stream(components.get(pick(weights, random)))
        .mapToDouble(component -> component.draw(random))
        .toArray();
  }

  /** A random index with given probabilities. */
  static int pick(double[] probabilities, RandomGenerator random) {
    double left = random.nextDouble();
    for (int i = 0; i < probabilities.length - 1; i++) {
      left -= probabilities[i];
      if (left < 0) {
        return i;
      }
    }
    return probabilities.length - 1;
  }
}
