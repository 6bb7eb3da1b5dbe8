// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

/**
 * Elementary functions with full relative precision next to 0 and far out.
 *
 * <p>On a JVM they are those of {@link StrictMath}, bit for bit. In a browser, where core runs in
 * the lab, what stands for these subtracts 1 from exponentials, so that nothing is left of small
 * arguments and tanh is no number beyond 709: there Kahan's corrections take their place, within
 * 1e-15.
 */
public final class Elementary {

  private static final boolean PRECISE = StrictMath.expm1(1e-20) == 1e-20;

  private Elementary() {}

  /** e^x - 1. */
  public static double expm1(double x) {
    return PRECISE ? StrictMath.expm1(x) : corrected(x);
  }

  /** ln(1 + x). */
  public static double log1p(double x) {
    return PRECISE ? StrictMath.log1p(x) : correctedLog(x);
  }

  /** The hyperbolic tangent. */
  public static double tanh(double x) {
    return PRECISE ? StrictMath.tanh(x) : correctedTanh(x);
  }

  /** e^x - 1 by exponential and logarithm alone: their errors cancel in the quotient. */
  static double corrected(double x) {
    double u = StrictMath.exp(x);
    if (u == 1) {
      return x;
    }
    return Math.abs(x) > 1 ? u - 1 : (u - 1) * x / StrictMath.log(u);
  }

  static double correctedLog(double x) {
    double u = 1 + x;
    return u == 1 || Double.isInfinite(u) ? x : StrictMath.log(u) * (x / (u - 1));
  }

  static double correctedTanh(double x) {
    if (Math.abs(x) > 22) {
      return Math.signum(x); // the same in double precision
    }
    double twice = corrected(2 * Math.abs(x));
    return Math.copySign(twice / (twice + 2), x);
  }
}
