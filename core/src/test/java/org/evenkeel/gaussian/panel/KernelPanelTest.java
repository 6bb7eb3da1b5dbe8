// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Kernels of a panel beside those of functions whose kernels are known. */
class KernelPanelTest {

  private static final double[] ANGLES = {1e-7, 0.003, 0.1, 0.9, 1.6, 2.7, 3.14};

  private static double[] ones(int size) {
    double[] ones = new double[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Of f = x²/2, whose K is cos θ, G is (sin² θ)/2; so it is by how K falls. */
  @Test
  void squares() {
    double[] slopes = LogPanel.points(0);
    KernelPanel by = KernelPanel.ofSlopes(0, slopes, (j, angle) -> slopes[j] * Math.cos(angle));
    KernelPanel falling =
        KernelPanel.ofFall(0, 1, slopes, (j, angle) -> slopes[j] * Math.sin(angle));
    double[] factors = LogPanel.factors(2);
    for (double angle : ANGLES) {
      double gap = Math.sin(angle) * Math.sin(angle) / 2 / KernelPanel.distance(angle);
      for (KernelPanel panel : new KernelPanel[] {by, falling}) {
        assertEquals(Math.cos(angle), panel.slopes(factors, angle), 1e-13);
        assertEquals(gap, panel.gaps(factors, angle), 1e-13);
      }
    }
  }

  /**
   * Of ReLU K is 1 - θ/π and G is 1 - cos θ - (sin θ - θ cos θ)/π, whose terms cancel next to 0.
   */
  @Test
  void rectifiers() {
    KernelPanel panel =
        KernelPanel.ofSlopes(2, ones(LogPanel.SIZE), (j, angle) -> 1 - angle / Math.PI);
    double[] factors = LogPanel.factors(9);
    for (double angle : ANGLES) {
      assertEquals(1 - angle / Math.PI, panel.slopes(factors, angle), 1e-13);
      double lines = (Math.sin(angle) - angle * Math.cos(angle)) / Math.PI;
      double gap = 1 - lines / KernelPanel.distance(angle);
      double tolerance = angle < 1e-3 ? 1e-6 : 1e-12; // of what is expected
      assertEquals(gap, panel.gaps(factors, angle), tolerance);
    }
  }

  /** A power series in √q has the values of its polynomial. */
  @Test
  void smallSecondMomentsAreInterpolatedInTheirRoots() {
    double[] points = RootPanel.points();
    double[] values = Arrays.stream(points).map(KernelPanelTest::series).toArray();
    for (double q : new double[] {1e-30, 1e-9, 1e-5, RootPanel.END}) {
      assertEquals(series(q), LogPanel.sum(RootPanel.factors(q), values), 1e-14);
    }
  }

  private static double series(double q) {
    double root = Math.sqrt(q);
    return 1 - 0.7 * root + 3 * q - 5 * q * root;
  }
}
