package org.evenkeel.gaussian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GaussKronrodTest {

  /** ∫ x^k over [-1, 1] is 2/(k + 1) for even k; odd ones vanish by symmetry. */
  @Test
  void theSumsAreExactUpToTheirDegrees() {
    for (int k = 0; k <= 26; k++) {
      double kronrod = 0;
      double gauss = 0;
      for (int i = 0; i < GaussKronrod.SIZE; i++) {
        double power = Math.pow(GaussKronrod.node(i), k);
        kronrod += GaussKronrod.weight(i) * power;
        gauss += (GaussKronrod.weight(i) - GaussKronrod.excess(i)) * power;
      }
      double expected = k % 2 == 0 ? 2.0 / (k + 1) : 0;
      assertEquals(k % 2 == 1 || k <= 22, Math.abs(kronrod - expected) < 2e-15, "Kronrod, x^" + k);
      assertEquals(k % 2 == 1 || k <= 12, Math.abs(gauss - expected) < 2e-15, "Gauss, x^" + k);
    }
  }

  @Test
  void nodesAscendAndErrorsKeepWhatIsNotFinite() {
    for (int i = 1; i < GaussKronrod.SIZE; i++) {
      assertTrue(GaussKronrod.node(i - 1) < GaussKronrod.node(i));
    }
    assertEquals(0, GaussKronrod.error(0, 1));
    assertEquals(0.5, GaussKronrod.error(-0.5, 1));
    assertEquals(1e-3, GaussKronrod.error(1e-4 / 2, 1), 1e-15);
    assertTrue(Double.isNaN(GaussKronrod.error(Double.NaN, 1)));
  }
}
