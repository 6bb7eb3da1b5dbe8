// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * An arithmetic expression of a rule file, such as {@code 0.02/sqrt(2*L)}: numbers, variables,
 * {@code + - * / ^}, parentheses, {@code sqrt}, {@code min} and {@code max}.
 */
final class Expression {

  private static final int DEEPEST = 50;

  private final String text;
  private final Map<String, Double> variables;
  private int at;
  private int depth;

  private Expression(String text, Map<String, Double> variables) {
    this.text = text;
    this.variables = variables;
  }

  /**
   * The value of an expression.
   *
   * @throws IllegalArgumentException if it is malformed, a variable is unknown or the value is not
   *     finite
   */
  static double evaluate(String text, Map<String, Double> variables) {
    Expression expression = new Expression(text, variables);
    double value = expression.sum();
    expression.skip();
    if (expression.at < text.length()) {
      throw expression.wrong("unexpected '" + text.charAt(expression.at) + "'");
    }
    if (!Double.isFinite(value)) {
      throw expression.wrong("its value is " + value);
    }
    return value;
  }

  private double sum() {
    if (++depth > DEEPEST) {
      throw wrong("too many parentheses");
    }
    double value = product();
    while (true) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        depth--;
        return value;
      }
    }
  }

  private double product() {
    double value = signed();
    while (true) {
      if (take('*')) {
        value *= signed();
      } else if (take('/')) {
        value /= signed();
      } else {
        return value;
      }
    }
  }

  private double signed() {
    return take('-') ? -power() : power();
  }

  private double power() {
    double base = atom();
    return take('^') ? StrictMath.pow(base, take('-') ? -atom() : atom()) : base;
  }

  private double atom() {
    skip();
    int start = at;
    if (take('(')) {
      double value = sum();
      expect(')');
      return value;
    }
    while (at < text.length() && isPart(text.charAt(at), start)) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.isEmpty()) {
      throw wrong(at < text.length() ? "unexpected '" + text.charAt(at) + "'" : "it ends early");
    }
    if (Character.isDigit(word.charAt(0)) || word.charAt(0) == '.') {
      try {
        return Double.parseDouble(word);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(wrong("not a number: " + word).getMessage(), e);
      }
    }
    return take('(') ? function(word) : variable(word);
  }

  /** Whether a character continues a number or a name; a sign does within an exponent. */
  private boolean isPart(char c, int start) {
    boolean sign =
        (c == '-' || c == '+')
            && at > start
            && Character.toLowerCase(text.charAt(at - 1)) == 'e'
            && (Character.isDigit(text.charAt(start)) || text.charAt(start) == '.');
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || sign;
  }

  private double function(String name) {
    double first = sum();
    switch (name.toLowerCase(Locale.ROOT)) {
      case "sqrt" -> {
        expect(')');
        return Math.sqrt(first);
      }
      case "min", "max" -> {
        expect(',');
        double second = sum();
        expect(')');
        return name.equalsIgnoreCase("min") ? Math.min(first, second) : Math.max(first, second);
      }
      default -> throw wrong("unknown function '" + name + "'; known are sqrt, min, max");
    }
  }

  private double variable(String name) {
    Double value = variables.get(name);
    if (value == null) {
      throw wrong(
          "'%s' is not known here; known are %s%s"
              .formatted(
                  name,
                  String.join(", ", new TreeSet<>(variables.keySet())),
                  name.equals("L") || name.equals("l")
                      ? "; the name has no number of a block"
                      : ""));
    }
    return value;
  }

  private boolean take(char c) {
    skip();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw wrong("'" + c + "' is missing");
    }
  }

  private void skip() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException wrong(String found) {
    return new IllegalArgumentException("expression '%s': %s".formatted(text, found));
  }
}
