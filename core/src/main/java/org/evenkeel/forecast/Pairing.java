// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.activation.Activation;

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

  /** The variance of ln E[h y²] over draws that is not that of E[o'² y²], y the gradient behind. */
  double ofGradient(Gradient gradient, Signal in, double examples) {
    return unit.apart(gradient, in.correlations(), examples, Rotation.of(in)) / in.units();
  }
}
