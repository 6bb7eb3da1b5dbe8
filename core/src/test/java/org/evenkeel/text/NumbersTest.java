// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void numbersOfTablesHaveAnExponentBelowAThousandth() {
    assertEquals("0.00383", Numbers.number(0.00383));
    assertEquals("9.58e-04", Numbers.number(9.58e-4));
    assertEquals("-1.00e-12", Numbers.number(-9.999e-13));
    assertEquals("1230", Numbers.number(1234));
    assertEquals("1.23e+04", Numbers.number(12345));
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      double value = random.nextGaussian() * Math.exp(-8 - 100 * random.nextDouble());
      if (Math.abs(value) < 9e-4) {
        assertEquals(String.format(Locale.ROOT, "%.2e", value), Numbers.number(value));
      }
    }
  }

  /** As the JDK's own format writes them, which browsers do not have. */
  @Test
  void generalNumbersAreThoseOfPercentG() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      int digits = 1 + random.nextInt(6);
      double value =
          switch (i % 4) {
            case 0 -> random.nextGaussian() * Math.exp(40 * random.nextGaussian());
            case 1 -> random.nextInt(2_000_000) / 1000.0;
            case 2 -> Math.pow(10, random.nextInt(40) - 20) * (1 - 1e-6 * random.nextInt(3));
            default -> i % 8 == 3 ? 0 : random.nextInt(1000) * 1e-7;
          };
      assertEquals(
          String.format(Locale.ROOT, "%." + digits + "g", value),
          Numbers.general(value, digits),
          () -> value + " with " + digits + " digits");
    }
    assertEquals("NaN", Numbers.general(Double.NaN, 3));
    assertEquals("Infinity", Numbers.general(Double.POSITIVE_INFINITY, 3));
  }

  /** Digits by a product with a power of ten are those of exact decimals, ties included. */
  @Test
  void numbersAreThoseOfExactDecimals() {
    Random random = new Random(3);
    for (int i = 0; i < 50_000; i++) {
      int digits = 1 + random.nextInt(5);
      double value =
          switch (i % 4) {
            case 0 -> random.nextGaussian() * Math.exp(4 * random.nextGaussian());
            case 1 -> (random.nextInt(2_000_000) - 1_000_000) / 2000.0;
            case 2 -> Math.pow(10, random.nextInt(12) - 6) * (1 - 1e-6 * random.nextInt(3));
            default -> Math.nextAfter(random.nextInt(20_001) * 0.5e-3, random.nextInt(3) - 1);
          };
      String what = value + " with " + digits;
      assertEquals(exact(value, digits), Numbers.number(value, digits), what);
      String fixed = String.format(Locale.ROOT, "%." + digits + "f", value);
      if (Math.abs(value) < 1e6) {
        assertEquals(fixed.replaceFirst("^-(0\\.0*)$", "$1"), Numbers.fixed(value, digits), what);
      }
      assertEquals(
          String.format(Locale.ROOT, "%.1f %%", 100 * value), Numbers.percent(value), what);
    }
  }

  private static String exact(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int leading = rounded.precision() - rounded.scale() - 1;
    return leading >= -3 && leading < 4
        ? rounded.setScale(Math.max(0, digits - 1 - leading)).toPlainString()
        : Numbers.general(value, digits).contains("e")
            ? Numbers.general(value, digits)
            : Numbers.number(value, digits);
  }
}
