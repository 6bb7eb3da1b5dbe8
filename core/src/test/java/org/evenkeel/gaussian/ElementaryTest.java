// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ElementaryTest {

  @Test
  void onAJvmTheyAreThoseOfStrictMath() {
    for (double x : new double[] {-800, -1, -1e-9, 0, 1e-300, 1e-9, 0.3, 5, 800}) {
      assertEquals(StrictMath.expm1(x), Elementary.expm1(x));
      assertEquals(StrictMath.tanh(x), Elementary.tanh(x));
      assertEquals(StrictMath.log1p(Math.abs(x)), Elementary.log1p(Math.abs(x)));
    }
  }

  @Test
  void correctionsKeepRelativePrecision() {
    assertAlike(StrictMath::expm1, Elementary::corrected, true);
    assertAlike(StrictMath::tanh, Elementary::correctedTanh, true);
    assertAlike(StrictMath::log1p, Elementary::correctedLog, false);
  }

  private static void assertAlike(DoubleUnaryOperator f, DoubleUnaryOperator g, boolean signed) {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      double size = Math.exp(30 * random.nextDouble() - 24);
      double x = signed && random.nextBoolean() ? -size : size;
      double y = f.applyAsDouble(x);
      assertEquals(y, g.applyAsDouble(x), 2e-15 * Math.abs(y), () -> "at " + x);
    }
    for (double x : new double[] {0, 1e-300, 1e3, 1e8}) {
      assertEquals(f.applyAsDouble(x), g.applyAsDouble(x), 2e-15 * f.applyAsDouble(x));
    }
  }
}
