// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.activation.Activation;
import org.evenkeel.network.Network;

/**
 * The forecast of one weighted layer.
 *
 * @param placed the layer at its place
 * @param drawn its initial weights
 * @param weightVariance σ_w² = n_in·Var(w)
 * @param signal its pre-activation
 * @param note a remark on the forecast; null for none
 * @param behind the values that the layers behind it determine
 */
record LayerForecast(
    Network.Placed placed,
    Weights.Drawn drawn,
    double weightVariance,
    Signal signal,
    String note,
    Behind behind) {

  /** The values that the layers behind it determine. */
  static final class Behind {

    /** The signal that enters the activation behind it, normalized perhaps; null if none does. */
    Signal entering;

    /** The mean of its activations; NaN until it is known. */
    double activations = Double.NaN;

    /** The gradient with respect to the pre-activation; null if none came back. */
    Gradient gradient;

    /**
     * The sum of the squared weights of the softmax over its products with keys, less that of equal
     * weights, as a share of what is above that: 1 where one token has all; NaN for other layers.
     */
    double concentration = Double.NaN;

    /** What mirrored weights do not see of the activation; null where they see all of it. */
    Pairing pairing;

    /** The variance of ln(gradient) that is not passed on. */
    double unpassed(double examples) {
      return pairing == null ? 0 : pairing.ofGradient(gradient, entering, examples);
    }
  }

  /** Sets what its first activation takes and the mean that it gives; later ones change nothing. */
  void activated(Signal entering, double mean) {
    if (behind.entering == null) {
      behind.entering = entering;
      behind.activations = mean;
    }
  }

  /**
   * What mirrored weights do not see of pairs of units z and -z, of which the odd part of the
   * activation is all that they pass on.
   *
   * <pre>
   * f, o  the activation and its odd part
   * h     (f'(z)² + f'(-z)²)/2, by which the second moments of the pair's gradients are taken
   * </pre>
   *
   * @param factor E[h]/2E[o'²], which a pair's gradients have over those of ReLU
   * @param unit the variances of h beside o'²
   */
  record Pairing(double factor, UnitVariance unit) {

    static Pairing of(Activation f, double q) {
      Activation odd = f.odd();
      Activation both =
          Activation.of(
              f.name(),
              x -> Math.sqrt((square(f.derivative(x)) + square(f.derivative(-x))) / 2),
              odd::derivative,
              odd.kinks());
      return new Pairing(
          f.slopeSecondMoment(q) / odd.slopeSecondMoment(q) / 2, new UnitVariance(both, q));
    }

    private static double square(double x) {
      return x * x;
    }

    /**
     * The variance of ln E[h y²] over draws that is not that of E[o'² y²], y the gradient behind.
     */
    double ofGradient(Gradient gradient, Signal in, double examples) {
      return unit.apart(gradient, in.correlations(), examples, Signal.Rotation.of(in)) / in.units();
    }
  }
}
