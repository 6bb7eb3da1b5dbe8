// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.stream.DoubleStream;
import org.evenkeel.activation.Activation;

/**
 * The Gaussian input of an activation.
 *
 * @param f the activation
 * @param mean μ of the Gaussian
 * @param variance σ², mean over examples
 * @param norms the relative variance of that over examples
 * @param distances 1 - c of two inputs, of the Gaussian without its mean
 */
record Gaussian(Activation f, double mean, double variance, double norms, Pairs distances) {

  /** f(μ + x), whose Gaussian has mean 0. */
  Activation centered() {
    if (mean == 0) {
      return f;
    }
    double[] kinks = DoubleStream.of(f.kinks()).map(kink -> kink - mean).toArray();
    return Activation.of(f.name(), x -> f.apply(mean + x), x -> f.derivative(mean + x), kinks);
  }
}
