// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.evenkeel.parameter.WeightRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Float8Test {

  @Test
  void valuesAreThoseOfTheFormats() {
    assertEquals(448, Float8.E4M3.value((byte) 0x7E));
    assertEquals(0x1p-9f, Float8.E4M3.value((byte) 1));
    assertEquals(-1.125f, Float8.E4M3.value((byte) 0xB9));
    assertTrue(Float.isNaN(Float8.E4M3.value((byte) 0x7F)));
    assertEquals(57344, Float8.E5M2.value((byte) 0x7B));
    assertEquals(0x1p-16f, Float8.E5M2.value((byte) 1));
    assertEquals(Float.NEGATIVE_INFINITY, Float8.E5M2.value((byte) 0xFC));
  }

  /** Against a search among all numbers of the format, ties to even. */
  @ParameterizedTest
  @EnumSource
  void roundingIsToTheNearest(Float8 format) {
    Random random = new Random(8);
    for (int round = 0; round < 8_000; round++) {
      float x =
          switch (round % 3) {
            case 0 -> (float) (random.nextGaussian() * 0.02);
            case 1 -> Math.scalb(random.nextFloat() - 0.5f, random.nextInt(40) - 24);
            default -> // midpoints of neighbours
                midpoint(format, random.nextInt(0x7A));
          };
      byte rounded = format.round(x);
      float value = format.value(rounded);
      for (int bits = 0; bits < 256; bits++) {
        float other = format.value((byte) bits);
        if (!Float.isFinite(other)) {
          continue;
        }
        double distance = Math.abs((double) other - x);
        double found = Math.abs((double) value - x);
        assertTrue(found <= distance, x + " → " + value + ", not " + other);
        if (found == distance && other != value) {
          assertEquals(0, rounded & 1, x + " lies midway");
        }
      }
    }
  }

  private static float midpoint(Float8 format, int bits) {
    return (format.value((byte) bits) + format.value((byte) (bits + 1))) / 2;
  }

  @ParameterizedTest
  @EnumSource
  void aRoundedNumberStaysWithinItsRange(Float8 format) {
    WeightRange range = new WeightRange(-0.0401, 0.0401);
    for (float x : new float[] {0.0401f, -0.0401f, 0.04f, 0.001f, 0, -0f}) {
      float value = format.value(format.round(x, range));
      assertTrue(Math.abs(value) <= 0.0401, x + " → " + value);
    }
    float narrow = format.value(format.round(-1e-9f, new WeightRange(1e-4, 1)));
    assertTrue(narrow > 0, "the least number above 0: " + narrow);
  }
}
