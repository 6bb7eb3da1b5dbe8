// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Number formats, independent of the locale. */
public final class Numbers {

  /** More digits than any number needs. */
  private static final int MAX_LENGTH = 1000;

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** The powers of ten that are exact. */
  private static final double[] POWERS = {
    1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** Numbers up to which products with a power of ten are exact to far less than {@link #TIE}. */
  private static final double LARGEST = 1e10;

  /** The distance from halves within which a product does not tell which way to round. */
  private static final double TIE = 1e-4;

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
    String plain = plain(value, digits);
    if (plain != null) {
      return plain;
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

  /** The same of a number between 0.001 and 9999 that is no tie; else null. */
  private static @Nullable String plain(double value, int digits) {
    double size = Math.abs(value);
    int leading = 0;
    while (leading > -3 && size * POWERS[-leading] < 1) {
      leading--;
    }
    while (leading >= 0 && leading < 3 && size >= POWERS[leading + 1]) {
      leading++;
    }
    int places = digits - 1 - leading;
    long rounded = size < 1e-3 || size >= 1e4 ? -1 : rounded(size, places);
    if (rounded < 0 || digits >= POWERS.length || rounded >= POWERS[digits]) {
      return null;
    }
    return decimal(value < 0, rounded, places);
  }

  /** A positive number times a power of ten, rounded; negative where that is not certain. */
  private static long rounded(double size, int places) {
    if (places < 0 || places >= POWERS.length || !(size * POWERS[places] < LARGEST)) {
      return -1;
    }
    double scaled = size * POWERS[places];
    double whole = Math.floor(scaled);
    double rest = scaled - whole - 0.5;
    return Math.abs(rest) < TIE ? -1 : (long) whole + (rest > 0 ? 1 : 0);
  }

  private static String decimal(boolean negative, long rounded, int places) {
    StringBuilder text = new StringBuilder(Long.toString(rounded));
    if (places > 0) {
      text.insert(0, "0".repeat(Math.max(0, places + 1 - text.length())));
      text.insert(text.length() - places, '.');
    }
    return (negative ? "-" : "") + text;
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
    double size = Math.abs(value);
    int power = 0; // of ten, at most that of the first digit
    while (power > 1 - POWERS.length && size * POWERS[-power] < 1) {
      power--;
    }
    while (power >= 0 && power < POWERS.length - 1 && size >= POWERS[power + 1]) {
      power++;
    }
    long certain =
        power >= 0
            ? rounded(size / POWERS[power], digits - 1)
            : size * POWERS[-power] < 1 ? -1 : rounded(size, digits - 1 - power);
    if (digits < POWERS.length && certain >= POWERS[digits - 1] && certain < POWERS[digits]) {
      return decimal(value < 0, certain, digits - 1) + exponent(power);
    }
    MathContext significant = new MathContext(digits, RoundingMode.HALF_UP);
    BigDecimal rounded = new BigDecimal(Double.toString(value)).round(significant);
    int leading = rounded.precision() - rounded.scale() - 1;
    String mantissa = rounded.movePointLeft(leading).setScale(digits - 1).toPlainString();
    return mantissa + exponent(leading);
  }

  private static String exponent(int power) {
    int size = Math.abs(power);
    return (power < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  /** A number with a given count of decimal places; three significant digits from a million on. */
  public static String fixed(double value, int digits) {
    if (!Double.isFinite(value) || Math.abs(value) >= 1e6) {
      return number(value);
    }
    long rounded = rounded(Math.abs(value), digits);
    if (rounded >= 0) {
      return decimal(value < 0 && rounded > 0, rounded, digits);
    }
    String text = String.format(Locale.ROOT, "%." + digits + "f", value);
    return text.matches("-0\\.?0*") ? text.substring(1) : text;
  }

  /** A share in per cent with one decimal place; - if not finite. */
  public static String percent(double share) {
    long rounded = share >= 0 ? rounded(100 * share, 1) : -1;
    if (rounded >= 0) {
      return decimal(false, rounded, 1) + " %";
    }
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f", 100 * share) + " %" : "-";
  }

  /** A number of steps, which may be half an integer as the median of two; ∞ if infinite. */
  public static String steps(double steps) {
    return steps == Math.rint(steps) && Double.isFinite(steps)
        ? String.format(Locale.ROOT, "%,d", (long) steps)
        : fixed(steps, 1);
  }
}
