// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import java.util.Arrays;

/**
 * Polynomial interpolation in √q from 0 to {@link #END}, of what depends on E[g(√q z)] as a share
 * of its limit, for g that changes over lengths of 1 or more but perhaps at 0: all second moments
 * that are small together.
 */
public final class RootPanel {

  /** The largest q. */
  public static final double END = StrictMath.exp(-8);

  private static final Chebyshev ROOTS = new Chebyshev(10);

  private RootPanel() {}

  /** The points q, ascending. */
  public static double[] points() {
    double[] points = new double[ROOTS.size()];
    Arrays.setAll(points, i -> END * ROOTS.point(i) * ROOTS.point(i));
    return points;
  }

  /** The factors with which values at the points add up to the value at q. */
  public static double[] factors(double q) {
    return ROOTS.factors(Math.sqrt(q / END));
  }
}
