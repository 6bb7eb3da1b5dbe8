// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A shape from any function and its derivative, with properties found by evaluation.
 *
 * @param kinkList where f or its derivative jumps
 * @param precision the relative error with which f is known
 */
record Sampled(
    DoubleUnaryOperator f, DoubleUnaryOperator slope, List<Double> kinkList, double precision)
    implements Shape {

  /** The kinks as a list; throws {@link IllegalArgumentException} if one is not finite. */
  static List<Double> finite(double[] kinks) {
    List<Double> list = new ArrayList<>(); // no stream: these start slowly, and this runs first
    for (double kink : kinks) {
      if (!Double.isFinite(kink)) {
        throw new IllegalArgumentException("a kink must be a finite number: " + kink + "; omit it");
      }
      list.add(kink);
    }
    return List.copyOf(list);
  }

  @Override
  public double apply(double x) {
    return f.applyAsDouble(x);
  }

  @Override
  public double derivative(double x) {
    return slope.applyAsDouble(x);
  }

  @Override
  public double[] kinks() {
    double[] kinks = new double[kinkList.size()];
    for (int i = 0; i < kinks.length; i++) {
      kinks[i] = kinkList.get(i);
    }
    return kinks;
  }

  /** Compares f with the rays through f(-1) and f(1) at points a factor of 2^20 to both sides. */
  @Override
  public boolean positivelyHomogeneous() {
    for (double c = 0x1p-20; c <= 0x1p20; c *= 4) {
      if (differs(apply(c), c * apply(1)) || differs(apply(-c), c * apply(-1))) {
        return false;
      }
    }
    return true;
  }

  /** Compares f at ±1e4 with f at ±1e8: a saturated function has stopped by then. */
  @Override
  public boolean bounded() {
    return saturates(1) && saturates(-1);
  }

  private boolean saturates(int side) {
    double near = apply(side * 1e4);
    double far = apply(side * 1e8);
    return Math.abs(far - near) <= 1e-3 * (1 + Math.abs(near));
  }

  private static boolean differs(double value, double expected) {
    return !(Math.abs(value - expected) <= 1e-12 * Math.abs(expected));
  }
}
