// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StableRateTest {

  @Test
  void theEstimateIsTheGeometricMeanOfItsBounds() {
    StableRate rate = new StableRate(0.1, 0.4, 256, 20);
    assertEquals(0.2, rate.estimate(), 1e-15);
    assertEquals(
        "Largest stable learning rate: 0.200 (0.100 to 0.400), by gradient descent on 256 examples.",
        rate.sentence());
  }

  @Test
  void aBoundThatWasNotFoundIsNotGuessed() {
    assertEquals("above 1000", new StableRate(1000, Double.POSITIVE_INFINITY, 1, 1).toString());
    assertEquals("below 0.0200", new StableRate(0, 0.02, 1, 30).toString());
    assertEquals(0.02, new StableRate(0, 0.02, 1, 30).estimate());
  }

  @Test
  void boundsAreInOrder() {
    assertThrows(IllegalArgumentException.class, () -> new StableRate(0.4, 0.1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new StableRate(Double.NaN, 0.1, 1, 1));
  }
}
