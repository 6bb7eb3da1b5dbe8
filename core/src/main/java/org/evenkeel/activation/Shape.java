// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussianExpectation;
import org.evenkeel.gaussian.GaussianPlane;

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
  double[] kinks();

  /** Whether f(c x) = c f(x) for every c of at least 0. */
  boolean positivelyHomogeneous();

  /** Whether f tends to a finite limit on both sides. */
  boolean bounded();

  /** E[f(√q z)]. */
  default double mean(double q) {
    return expectation(this::apply, q);
  }

  /** E[f(√q z)²]. */
  default double secondMoment(double q) {
    return expectation(x -> apply(x) * apply(x), q);
  }

  /** E[f'(√q z)²]. */
  default double slopeSecondMoment(double q) {
    return expectation(x -> derivative(x) * derivative(x), q);
  }

  /** d/dq E[f(√q z)²] = E[z f f'](√q z)/√q, by Stein's lemma without a second derivative. */
  default double secondMomentSlope(double q) {
    // With f(0) ≠ 0 both sides of 0 nearly cancel below this q, and the slope no longer changes.
    double at = apply(0) == 0 ? q : Math.max(q, 1e-10);
    return expectation(x -> x * apply(x) * derivative(x), at) / at;
  }

  /** E[f(√q z)⁴]. */
  default double fourthMoment(double q) {
    return expectation(x -> apply(x) * apply(x) * (apply(x) * apply(x)), q);
  }

  /** E[f'(√q z)⁴]. */
  default double slopeFourthMoment(double q) {
    return expectation(x -> derivative(x) * derivative(x) * (derivative(x) * derivative(x)), q);
  }

  /** E[f(u) f(v)], u and v N(0, q) with correlation c. */
  default double kernel(double q, double c) {
    return GaussianPlane.of((u, v) -> apply(u) * apply(v), q, 1 - c);
  }

  /** E[f'(u) f'(v)], u and v N(0, q) with correlation c. */
  default double slopeKernel(double q, double c) {
    return GaussianPlane.of((u, v) -> derivative(u) * derivative(v), q, 1 - c);
  }

  /** E[(f(u) - f(v))²]/2, u and v N(0, q) with correlation 1 - distance. */
  default double kernelGap(double q, double distance) {
    return GaussianPlane.of(
        (u, v) -> (apply(u) - apply(v)) * (apply(u) - apply(v)) / 2, q, distance);
  }

  /** E[g(√q z)] by quadrature, for a g that has this shape's kinks. */
  private double expectation(DoubleUnaryOperator g, double q) {
    double deviation = Math.sqrt(q);
    double[] kinks = kinks();
    for (int i = 0; i < kinks.length; i++) {
      kinks[i] /= deviation;
    }
    return GaussianExpectation.of(z -> g.applyAsDouble(deviation * z), kinks);
  }
}
