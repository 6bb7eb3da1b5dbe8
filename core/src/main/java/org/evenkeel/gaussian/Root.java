// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import java.util.function.DoubleUnaryOperator;

/** The root of a function between two points where its signs differ. */
public final class Root {

  private static final int MOST_STEPS = 100;

  private Root() {}

  /**
   * The root to about the last bit, by inverse quadratic interpolation where that is safe and
   * bisection where not (Chandrupatla 1997).
   *
   * @param from a point where f has one sign, or is 0
   * @param to a point where it has the other, or is 0
   */
  public static double of(DoubleUnaryOperator f, double from, double to) {
    double a = to;
    double b = from;
    double fa = f.applyAsDouble(a);
    double fb = f.applyAsDouble(b);
    double t = 0.5;
    for (int i = 0; i < MOST_STEPS; i++) {
      double x = a + t * (b - a);
      double fx = f.applyAsDouble(x);
      double c = a; // of b and the old a, the one beside the root is kept, the other is c
      double fc = fa;
      if (Math.signum(fx) != Math.signum(fa)) {
        c = b;
        fc = fb;
        b = a;
        fb = fa;
      }
      a = x;
      fa = fx;
      double best = Math.abs(fa) < Math.abs(fb) ? a : b;
      double tolerance = 2 * Math.ulp(best) / Math.abs(b - a);
      if (tolerance > 0.5 || fa == 0) {
        return best;
      }
      double xi = (a - b) / (c - b);
      double phi = (fa - fb) / (fc - fb);
      boolean safe = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
      t =
          safe
              ? fa / (fb - fa) * (fc / (fb - fc))
                  + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb))
              : 0.5;
      t = Math.min(1 - tolerance, Math.max(tolerance, t));
    }
    return a;
  }
}
