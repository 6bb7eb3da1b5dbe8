// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the controls of the page say.
 *
 * @param values the value of each control, by its name
 */
record Controls(Map<String, String> values) {

  /** Reads lines {@code name=value}. */
  static Controls of(String lines) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : lines.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1).strip());
      }
    }
    return new Controls(values);
  }

  String text(String name, String usual) {
    return values.getOrDefault(name, usual);
  }

  /**
   * A whole number.
   *
   * @param what how a sentence calls it
   */
  int whole(String name, String what, String usual) {
    double value = number(name, what, usual);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the %s is a whole number: %s".formatted(what, text(name, usual)));
    }
    return (int) value;
  }

  /**
   * A number.
   *
   * @param what how a sentence calls it
   */
  double number(String name, String what, String usual) {
    String text = text(name, usual);
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw new IllegalArgumentException("the %s is a number: \"%s\"".formatted(what, text));
  }
}
