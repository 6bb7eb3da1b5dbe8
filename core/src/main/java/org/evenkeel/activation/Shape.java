// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussianExpectation;

/**
 * What an activation is without its name: the function f, its derivative and its moments.
 *
 * <p>Moments are by quadrature; a shape that knows them in closed form says so by its own methods.
 */
interface Shape {

  /** f(x). */
  double apply(double x);

  /** f'(x); at a kink the value that back-propagation conventionally uses there. */
  double derivative(double x);

  /** Where f or f' jumps; a fresh array. */
  default double[] kinks() {
    return new double[0];
  }

  /** Whether f(c x) = c f(x) for every c of at least 0. */
  default boolean positivelyHomogeneous() {
    return false;
  }

  /** Whether f tends to a finite limit on both sides. */
  boolean bounded();

  /** How exactly f is known, relative to its size; 0 if exactly. */
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

  /** What two inputs of second moment q have in common behind f. */
  default DualKernel kernels(double q) {
    return QuadratureKernel.of(this, q);
  }

  /** E[g(√q z)] by quadrature, for a g that has this shape's kinks. */
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
