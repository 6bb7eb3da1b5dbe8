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

  /** The shortest text that {@link #parse} takes for this number, without a fraction of zero. */
  static String text(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
