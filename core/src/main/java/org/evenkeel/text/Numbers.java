// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Number formats, independent of the locale. */
public final class Numbers {

  /** More digits than any number needs. */
  private static final int MAX_LENGTH = 1000;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private Numbers() {}

  /**
   * Whether a text is a finite decimal number, as in {@code -0.5} or {@code 1e-3}. Java also reads
   * {@code 0x1p3}, {@code 2f}, {@code NaN} and the digits of other scripts, which are none.
   */
  public static boolean isDecimal(String text) {
    return text.length() <= MAX_LENGTH
        && DECIMAL.matcher(text).matches()
        && Double.isFinite(Double.parseDouble(text));
  }

  /** A number with three significant digits; ∞ if infinite, - if NaN. */
  public static String number(double value) {
    return number(value, 3);
  }

  /** A number with a given count of significant digits; ∞ if infinite, - if NaN. */
  public static String number(double value, int digits) {
    if (Double.isNaN(value)) {
      return "-";
    } else if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    } else if (value == 0) {
      return "0";
    }
    // Rounded first: 0.9996 is 1.00, not 1.000.
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
    int leading = rounded.precision() - rounded.scale() - 1;
    if (leading >= -3 && leading < 4) {
      return rounded
          .setScale(Math.max(0, digits - 1 - leading), RoundingMode.HALF_UP)
          .toPlainString();
    }
    return scientific(value, digits);
  }

  /**
   * A number with a given count of significant digits as {@code %g} writes it: with an exponent
   * below 0.0001 and from 10^digits on. A format of its own, as browsers have none.
   */
  public static String general(double value, int digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    MathContext significant = new MathContext(digits, RoundingMode.HALF_UP);
    BigDecimal rounded = new BigDecimal(Double.toString(value)).round(significant);
    int leading = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (leading >= -4 && leading < digits) {
      return rounded.setScale(digits - 1 - leading, RoundingMode.HALF_UP).toPlainString();
    }
    return scientific(value, digits);
  }

  private static String scientific(double value, int digits) {
    MathContext significant = new MathContext(digits, RoundingMode.HALF_UP);
    BigDecimal rounded = new BigDecimal(Double.toString(value)).round(significant);
    int leading = rounded.precision() - rounded.scale() - 1;
    String mantissa = rounded.movePointLeft(leading).setScale(digits - 1).toPlainString();
    int size = Math.abs(leading);
    return mantissa + (leading < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  /** A number with a given count of decimal places; three significant digits from a million on. */
  public static String fixed(double value, int digits) {
    if (!Double.isFinite(value) || Math.abs(value) >= 1e6) {
      return number(value);
    }
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  /** A share in per cent with one decimal place; - if not finite. */
  public static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) + " %" : "-";
  }

  /** A number of steps, which may be half an integer as the median of two; ∞ if infinite. */
  public static String steps(double steps) {
    return steps == Math.rint(steps) && Double.isFinite(steps)
        ? String.format(Locale.ROOT, "%,d", (long) steps)
        : fixed(steps, 1);
  }
}
