// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

/** Numbers as users write them. */
final class Numbers {

  private Numbers() {}

  /**
   * The number a text says.
   *
   * @throws IllegalArgumentException if it says none
   */
  static double parse(String what, String text, String remedy) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          what + " must be a number: \"" + text.strip() + "\"; " + remedy, e);
    }
  }

  /**
   * A number that counts something.
   *
   * @throws IllegalArgumentException unless it is a whole number within the range of ints
   */
  static long whole(String what, double value) {
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          what + " must be a whole number: " + text(value) + "; count from 1, rows from 0");
    }
    return (long) value;
  }

  /** The shortest text that {@link #parse} takes for this number, without a fraction of zero. */
  static String text(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
