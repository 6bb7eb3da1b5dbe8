// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import org.evenkeel.naming.Arguments;

/**
 * The maximal update parametrization relative to a base width: the factors of a layer's initial
 * variance and learning rate for a network {@code m = fan/baseFan} times as wide as the tuned one,
 * with which the tuned learning rate remains optimal (Yang et al. 2022, "Tensor programs V: tuning
 * large neural networks via zero-shot hyperparameter transfer", table 3). A fan that is not a
 * width, such as the number of classes, stays as it is.
 *
 * <p>All factors are 1 at the base width. Base fans are those that the layer was tuned with.
 *
 * @param variance factor on Var(w) of the layer at its base width
 * @param sgd factor on the learning rate of stochastic gradient descent
 * @param adam factor on the learning rate of Adam
 */
public record MuP(double variance, double sgd, double adam) {

  /**
   * The input layer and all biases: n_in stays, n_out grows. Table 3: Var ∝ 1/n_in, SGD ∝ n_out,
   * Adam ∝ 1.
   */
  public static MuP input(long fanOut, long baseFanOut) {
    return new MuP(1, ratio(fanOut, baseFanOut), 1);
  }

  /** A hidden layer: both fans grow. Table 3: Var ∝ 1/n_in, SGD ∝ 1, Adam ∝ 1/n_in. */
  public static MuP hidden(long fanIn, long baseFanIn) {
    double m = ratio(fanIn, baseFanIn);
    return new MuP(1 / m, 1, 1 / m);
  }

  /**
   * The output layer: n_in grows, n_out stays. Table 3: Var ∝ 1/n_in², SGD ∝ 1/n_in, Adam ∝ 1/n_in.
   */
  public static MuP output(long fanIn, long baseFanIn) {
    double m = ratio(fanIn, baseFanIn);
    return new MuP(1 / (m * m), 1 / m, 1 / m);
  }

  private static double ratio(long fan, long base) {
    return Arguments.positive("a fan", (double) fan, "give the layer's width")
        / Arguments.positive("a base fan", (double) base, "give the tuned layer's width");
  }
}
