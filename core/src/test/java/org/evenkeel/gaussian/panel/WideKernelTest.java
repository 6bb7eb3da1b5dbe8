// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.evenkeel.gaussian.GaussLegendre;
import org.evenkeel.gaussian.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of erf, and of a function whose derivative it is, which have closed forms. */
class WideKernelTest {

  private static final double[] DISTANCES = {1e-12, 1e-6, 1e-3, 0.03, 0.4, 0.97, 1};

  private static double slope(double x) {
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
  }

  private static double erf(double x) {
    return Math.copySign(NormalDistribution.probabilityWithin(Math.abs(x) * Math.sqrt(2)), x);
  }

  /** E[erf'(u) erf'(v)]. */
  private static double slopes(double q, double distance) {
    return 4 / Math.PI / Math.sqrt(1 + 4 * q + 4 * q * q * distance * (2 - distance));
  }

  /** E[erf(u) erf(v)] (Williams 1997, equation 11). */
  private static double products(double q, double distance) {
    double root = Math.sqrt(1 + 4 * q + 4 * q * q * distance * (2 - distance));
    return 2 / Math.PI * Math.atan2(2 * q * (1 - distance), root);
  }

  @ParameterizedTest
  @ValueSource(doubles = {7.4, 30, 1e3, 1e6, 1e12})
  void boundedFunctions(double q) {
    WideKernel kernel = WideKernel.of(WideKernelTest::slope, true).orElseThrow();
    for (double d : DISTANCES) {
      double atOne = slopes(q, 0);
      assertEquals(slopes(q, d), kernel.slopeKernel(q, d, atOne), 1e-12 * atOne, "slopes at " + d);
      // (E[erf²] - E[erf(u) erf(v)]), by Price's theorem where that would cancel
      double gap =
          d > 1e-3 ? products(q, 0) - products(q, d) : q * integral(x -> slopes(q, x), d, q);
      assertEquals(gap, kernel.kernelGap(q, d, atOne), 1e-11 * gap, "gap at " + d);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {7.4, 30, 1e3, 1e6, 1e12})
  void unboundedFunctions(double q) {
    WideKernel kernel = WideKernel.of(WideKernelTest::erf, false).orElseThrow();
    for (double d : DISTANCES) {
      double atOne = products(q, 0);
      assertEquals(
          products(q, d), kernel.slopeKernel(q, d, atOne), 1e-12 * atOne, "slopes at " + d);
      double gap = q * integral(x -> products(q, x), d, q);
      assertEquals(gap, kernel.kernelGap(q, d, atOne), 1e-11 * gap, "gap at " + d);
    }
  }

  /** The integral over distances from 0, on pieces that grow from where 1/q is. */
  private static double integral(DoubleUnaryOperator g, double distance, double q) {
    double sum = 0;
    double from = 0;
    for (double to = 0.1 / q; from < distance; to *= 1.5) {
      double end = Math.min(to, distance);
      sum += GaussLegendre.integral(g, from, end);
      from = end;
    }
    return sum;
  }

  @Test
  void whatBendsTooSharplyOrTooSlowlyIsRefused() {
    assertTrue(WideKernel.of(x -> 1.5 * slope(1.5 * x), true).isPresent());
    assertFalse(WideKernel.of(x -> 4 * slope(4 * x), true).isPresent());
    assertFalse(WideKernel.of(x -> x > 0 ? 1 : 0, false).isPresent());
    assertFalse(WideKernel.of(x -> 1 / (1 + x * x), true).isPresent());
    assertFalse(WideKernel.of(Math::cos, true).isPresent());
    assertFalse(WideKernel.of(x -> 2 * x, false).isPresent());
    assertFalse(WideKernel.of(x -> Double.NaN, false).isPresent());
  }

  @Test
  void oppositeInputsNeedMore() {
    assertTrue(WideKernel.reaches(WideKernel.LEAST, 1));
    assertFalse(WideKernel.reaches(WideKernel.LEAST, 1.1));
    assertTrue(WideKernel.reaches(1e6, 1.99));
  }
}
