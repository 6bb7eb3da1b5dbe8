// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GaussianNodesTest {

  /** The adaptive quadrature judges the fixed nodes. */
  private static void agree(DoubleUnaryOperator g, DoubleUnaryOperator h, double... kinks) {
    GaussianNodes nodes = GaussianNodes.of(kinks);
    double found = nodes.product(nodes.values(g), nodes.values(h));
    double expected = GaussianExpectation.of(z -> g.applyAsDouble(z) * h.applyAsDouble(z), kinks);
    assertEquals(expected, found, 1e-12 * Math.abs(expected));
  }

  @Test
  void productsAreThoseOfTheAdaptiveQuadrature() {
    agree(z -> z * z, z -> z * z);
    agree(z -> Math.exp(2 * z), z -> 1);
    agree(z -> Math.tanh(4 * z), z -> Math.tanh(4 * z - 1));
    agree(z -> 1 / Math.pow(Math.cosh(4 * z), 2), z -> 1 / Math.pow(Math.cosh(4 * z), 2));
    agree(z -> Math.max(0, z - 0.7), z -> Math.abs(z + 1.1), 0.7, -1.1);
  }

  @Test
  void fourthMomentOfANormal() {
    GaussianNodes nodes = GaussianNodes.of();
    GaussianNodes.Values square = nodes.values(z -> z * z);
    assertEquals(3, nodes.product(square, square), 1e-13);
  }

  /** A step of tanh(4z) is 1/4 long; coarser nodes for it would be off by 1e-7 and more. */
  @Test
  void fewerNodesServeFunctionsThatChangeOverLongerLengths() {
    for (double length : new double[] {1, 0.5, 0.25}) {
      GaussianNodes nodes = GaussianNodes.coarse(length);
      DoubleUnaryOperator g = z -> Math.pow(Math.cosh(z / length), -2);
      double found = nodes.product(nodes.values(g), nodes.values(g));
      double expected = GaussianExpectation.of(z -> Math.pow(g.applyAsDouble(z), 2));
      assertEquals(expected, found, 1e-12 * expected, "length " + length);
    }
  }
}
