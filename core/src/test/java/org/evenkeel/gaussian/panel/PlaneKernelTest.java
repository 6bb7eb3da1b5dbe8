// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels over the plane beside those that are known, for functions with kinks and jumps. */
class PlaneKernelTest {

  private interface Known {
    double at(double q, double angle);
  }

  private static void compare(int panel, DoubleUnaryOperator g, Known known, double... kinks) {
    PlaneKernel kernel = new PlaneKernel(g, panel, kinks);
    Random random = new Random(panel);
    for (int i = 0; i < 40; i++) {
      double q = Math.exp(panel + random.nextDouble());
      double angle =
          i % 2 == 0 ? Math.PI * random.nextDouble() : Math.exp(-6 * random.nextDouble());
      double scale = known.at(q, 0);
      for (double one : new double[] {angle, Math.PI - angle}) {
        assertEquals(
            known.at(q, one), kernel.at(q, one), 1e-12 * scale, "q = " + q + ", angle " + one);
      }
    }
  }

  /** P(u, v &gt; 0) = (π - θ)/2π. */
  @ParameterizedTest
  @ValueSource(ints = {-20, -3, 0, 3})
  void steps(int panel) {
    compare(panel, x -> x > 0 ? 1 : 0, (q, angle) -> (Math.PI - angle) / (2 * Math.PI), 0);
  }

  /** E|u||v| = (2q/π) (sin θ + (π/2 - θ) cos θ). */
  @ParameterizedTest
  @ValueSource(ints = {-20, -3, 0, 3})
  void absoluteValues(int panel) {
    compare(
        panel,
        Math::abs,
        (q, t) -> 2 * q / Math.PI * (Math.sin(t) + (Math.PI / 2 - t) * Math.cos(t)),
        0);
  }

  /** E[u² v²] = q² (1 + 2 cos² θ), however the line is cut. */
  @ParameterizedTest
  @ValueSource(ints = {-5, 1})
  void cutsChangeNothing(int panel) {
    compare(
        panel,
        x -> x * x,
        (q, angle) -> q * q * (1 + 2 * Math.pow(Math.cos(angle), 2)),
        -0.4,
        0.3,
        2);
  }

  /**
   * The products of what is on one side of a jump and on both add up to E[cos u cos v] = (e^(-q(1 -
   * cos θ)) + e^(-q(1 + cos θ)))/2.
   */
  @ParameterizedTest
  @ValueSource(ints = {-2, 0, 2})
  void whatJumpsTakeFromEachOtherAddsUp(int panel) {
    PlaneKernel below = new PlaneKernel(x -> x < 0.7 ? Math.cos(x) : 0, panel, 0.7);
    PlaneKernel above = new PlaneKernel(x -> x > 0.7 ? Math.cos(x) : 0, panel, 0.7);
    PlaneKernel signed = new PlaneKernel(x -> x < 0.7 ? Math.cos(x) : -Math.cos(x), panel, 0.7);
    for (double angle : new double[] {0.01, 0.4, 1.5, 2.5, 3.1}) {
      double q = Math.exp(panel + 0.3);
      double same = below.at(q, angle) + above.at(q, angle);
      double all = 2 * same - signed.at(q, angle); // which has what is mixed with the other sign
      double c = Math.cos(angle);
      double expected = (Math.exp(-q * (1 - c)) + Math.exp(-q * (1 + c))) / 2;
      assertEquals(expected, all, 1e-12, "angle " + angle);
    }
  }
}
