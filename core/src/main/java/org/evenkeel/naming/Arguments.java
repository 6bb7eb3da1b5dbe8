// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.naming;

import org.evenkeel.text.Numbers;

/** Numeric arguments as users write them, with errors that name the argument and a remedy. */
public final class Arguments {

  private Arguments() {}

  /**
   * A number.
   *
   * @param name the argument with its article, as in {@code "a multiplier"}
   * @param text the number as text
   * @param remedy what to write instead
   * @throws IllegalArgumentException if the text is not a number
   */
  public static double parse(String name, String text, String remedy) {
    if (!Numbers.isDecimal(text.strip())) {
      throw new IllegalArgumentException(
          name + " must be a number: \"" + text.strip() + "\"; " + remedy);
    }
    return Double.parseDouble(text.strip());
  }

  /**
   * A count or an index.
   *
   * @throws IllegalArgumentException unless the value is a whole number in the range of an int
   */
  public static long whole(String name, double value) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + " must be a whole number: " + text(value) + "; count from 1, rows from 0");
    }
    return (long) value;
  }

  /**
   * A positive finite number.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static double positive(String name, double value, String remedy) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " must be a positive finite number: " + value + "; " + remedy);
    }
    return value;
  }

  /** The shortest text that {@link #parse} reads as this number, without a trailing {@code .0}. */
  public static String text(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
