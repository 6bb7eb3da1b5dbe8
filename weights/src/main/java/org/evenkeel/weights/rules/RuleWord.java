// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.evenkeel.init.Start;
import org.evenkeel.naming.Arguments;

/**
 * A rule as a rule file has it: a word such as {@code he*2} or {@code normal(0.02/sqrt(2*L))},
 * whose numbers and multiplier may be {@linkplain Expression expressions}.
 *
 * @param text the word
 */
record RuleWord(String text) {

  /**
   * The rule with the values of its expressions.
   *
   * @throws IllegalArgumentException if an expression has no value, or there is no such rule
   */
  Start start(Map<String, Double> variables) {
    return Start.of(evaluated(variables)).requireRule("an entry of a rule file");
  }

  /** The word with numbers in place of expressions. */
  String evaluated(Map<String, Double> variables) {
    int open = text.indexOf('(');
    int star = text.indexOf('*');
    if (star >= 0 && star < open) {
      open = -1; // a parenthesis of the multiplier
    } else if (open >= 0) {
      star = text.indexOf('*', closing(open));
    }
    String head = text.substring(0, star < 0 ? text.length() : star).strip();
    if (open >= 0) {
      int close = closing(open);
      if (!text.substring(close + 1, star < 0 ? text.length() : star).isBlank()) {
        throw new IllegalArgumentException(
            "a rule must be a name, numbers in parentheses and a multiplier: \"%s\""
                .formatted(text));
      }
      head =
          text.substring(0, open).strip()
              + arguments(text.substring(open + 1, close)).stream()
                  .map(argument -> Arguments.text(Expression.evaluate(argument, variables)))
                  .collect(Collectors.joining(", ", "(", ")"));
    }
    return star < 0
        ? head
        : head + "*" + Arguments.text(Expression.evaluate(text.substring(star + 1), variables));
  }

  /** The place of the parenthesis that closes the one at a place. */
  private int closing(int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "a parenthesis must be closed: \"%s\"; add ')'".formatted(text));
  }

  /** The arguments of a list, separated by commas outside of parentheses. */
  private static List<String> arguments(String list) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        arguments.add(list.substring(start, i));
        start = i + 1;
      }
    }
    arguments.add(list.substring(start));
    return arguments;
  }

  @Override
  public String toString() {
    return text;
  }
}
