// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.gaussian.Elementary;

/**
 * The family f(x) = scale·x above 0, scale·alpha·(eˣ - 1) below: ELU (scale 1) and SELU.
 *
 * @param alpha minus the limit of f/scale on the left
 * @param scale slope above 0
 */
record ExponentialLinear(double alpha, double scale) implements Shape {

  @Override
  public double apply(double x) {
    return scale * (x > 0 ? x : alpha * Elementary.expm1(x));
  }

  @Override
  public double derivative(double x) {
    return scale * (x > 0 ? 1 : alpha * StrictMath.exp(x));
  }

  @Override
  public double[] kinks() {
    return new double[] {0};
  }

  @Override
  public boolean positivelyHomogeneous() {
    return alpha == 0;
  }

  @Override
  public boolean bounded() {
    return false;
  }
}
