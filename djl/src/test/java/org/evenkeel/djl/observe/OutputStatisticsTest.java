// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.djl.OpenManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutputStatisticsTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  /** Neighbors are the same, at a right angle, and opposite: 1, 0, -1. */
  @Test
  void correlationsOfPairs() {
    NDArray x = MANAGER.get().create(new float[] {1, 2, 2, 4, -2, 1, 4, -2}, new Shape(4, 2));
    try (OutputStatistics moments = OutputStatistics.of(x, 1, MANAGER.get())) {
      assertEquals(0, moments.correlation(), 1e-12);
      assertEquals(1, moments.spread(), 1e-12);
      assertEquals(50.0 / 8, moments.secondMoment());
    }
    try (OutputStatistics one = OutputStatistics.of(x.get("0:2"), 1, MANAGER.get())) {
      assertEquals(1, one.correlation(), 1e-12);
      assertTrue(Double.isNaN(one.spread()));
    }
  }

  /** An array that is a view of every second number, and one of 16 bits: copied, not misread. */
  @Test
  void arraysThatAreNotFloatsInOrder() {
    NDArray numbers = MANAGER.get().arange(12).toType(DataType.FLOAT32, false).reshape(6, 2);
    assertEquals(5, OutputStatistics.mean(numbers.get(":, 0")));
    assertEquals(5, OutputStatistics.mean(numbers.transpose().get(0)));
    assertEquals(5.5, OutputStatistics.mean(numbers.toType(DataType.FLOAT16, true)));
    assertEquals(5.5, OutputStatistics.mean(numbers.toType(DataType.INT64, true)));
  }

  /** Longer than one piece, with a remainder, in units of several positions. */
  @Test
  void deadUnitsOverManyPieces() {
    float[] values = new float[3 * 7 * 1001];
    for (int k = 0; k < values.length; k++) {
      int unit = k / 1001 % 7;
      // Unit 2 is on at its last position in the last example only, units 4 and 5 nowhere.
      boolean last = k / (7 * 1001) == 2 && k % 1001 == 1000;
      values[k] = unit == 4 || unit == 5 || (unit == 2 && !last) ? -1 : 1;
    }
    NDArray z = MANAGER.get().create(values, new Shape(3, 7, 1001));
    try (OutputStatistics moments = OutputStatistics.of(z, 1, MANAGER.get())) {
      assertEquals(2.0 / 7, moments.deadShare(FlatParts.dead(Activations.RELU)));
      double off = (2 * 3 * 1001 + 3 * 1001 - 1) / (double) values.length;
      assertEquals(off, moments.share(FlatParts.dead(Activations.RELU)), 1e-12);
    }
  }
}
