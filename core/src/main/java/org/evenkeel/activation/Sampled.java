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

  /**
   * A piecewise linear function through values at evenly spaced points from -reach to reach,
   * extrapolated beyond the ends.
   */
  static Sampled table(double reach, float[] values) {
    Table table = new Table(reach, values);
    return new Sampled(table::value, table::slope, List.of(), Table.PRECISION);
  }

  private static final class Table {

    /** The error of floats, and of a function curved on a scale of 1 with steps of 1/128. */
    static final double PRECISION = 1e-5;

    private final double reach;
    private final float[] values;
    private final double step;

    Table(double reach, float[] values) {
      this.reach = reach;
      this.values = values;
      this.step = 2 * reach / (values.length - 1);
    }

    private int before(double x) {
      return (int) Math.max(0, Math.min(values.length - 2, Math.floor((x + reach) / step)));
    }

    double value(double x) {
      int i = before(x);
      double fraction = (x + reach) / step - i;
      return values[i] + fraction * (values[i + 1] - values[i]);
    }

    double slope(double x) {
      int i = before(x);
      return ((double) values[i + 1] - values[i]) / step;
    }
  }
}
