// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussianExpectation;

/**
 * The function f of an activation, with its derivative and its moments.
 *
 * <p>Moments are computed by quadrature unless a shape overrides them with closed forms.
 */
interface Shape {

  /** f(x). */
  double apply(double x);

  /** f'(x); at a kink the value that back-propagation conventionally uses there. */
  double derivative(double x);

  /** The points at which f or f' is discontinuous; a new array. */
  default double[] kinks() {
    return new double[0];
  }

  /** Whether f(c x) = c f(x) for every c of at least 0. */
  default boolean positivelyHomogeneous() {
    return false;
  }

  /** Whether f tends to a finite limit on both sides. */
  boolean bounded();

  /** The relative error with which f is known; 0 if exact. */
  default double precision() {
    return 0;
  }

  /** E[f(√q z)]. */
  default double mean(double q) {
    return expectation(this::apply, q);
  }

  /** E[f(√q z)²]. */
  default double secondMoment(double q) {
    return expectation(x -> square(apply(x)), q);
  }

  /** E[f'(√q z)²]. */
  default double slopeSecondMoment(double q) {
    return expectation(x -> square(derivative(x)), q);
  }

  /** d/dq E[f(√q z)²] = E[z f f'](√q z)/√q, by Stein's lemma without a second derivative. */
  default double secondMomentSlope(double q) {
    // Below these it no longer changes: with f(0) ≠ 0 both sides of 0 nearly cancel, else x f(x)
    // would underflow.
    double at = Math.max(q, apply(0) == 0 ? 1e-200 : 1e-10);
    return expectation(x -> x * apply(x) * derivative(x), at) / at;
  }

  /** E[f(√q z)⁴]. */
  default double fourthMoment(double q) {
    return expectation(x -> square(square(apply(x))), q);
  }

  /** E[f'(√q z)⁴]. */
  default double slopeFourthMoment(double q) {
    return expectation(x -> square(square(derivative(x))), q);
  }

  /** Whether {@link #kernels} needs no quadrature over the plane, so that it is fast by itself. */
  default boolean closed() {
    return false;
  }

  /** The dual kernel at second moment q. */
  default DualKernel kernels(double q) {
    return QuadratureKernel.of(this, q);
  }

  /** E[g(√q z)] by quadrature, for a function g with the kinks of this shape. */
  default double expectation(DoubleUnaryOperator g, double q) {
    double deviation = Math.sqrt(q);
    return GaussianExpectation.of(z -> g.applyAsDouble(deviation * z), kinksAt(deviation));
  }

  /** The kinks in units of a deviation. */
  default double[] kinksAt(double deviation) {
    double[] kinks = kinks();
    for (int i = 0; i < kinks.length; i++) {
      kinks[i] /= deviation;
    }
    return kinks;
  }

  private static double square(double y) {
    return y * y;
  }
}
