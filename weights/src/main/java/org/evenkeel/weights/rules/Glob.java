// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.weights.rules;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern of whole names: * for any characters, ? for one.
 *
 * @param text the pattern
 * @param regex the same as a regular expression, compiled once
 */
public record Glob(String text, Pattern regex) {

  /** The pattern of a text. */
  public static Glob of(String text) {
    return new Glob(
        text,
        Pattern.compile(
            text.chars()
                .mapToObj(
                    c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining()),
            Pattern.DOTALL));
  }

  /** Whether it matches a whole name. */
  public boolean matches(String name) {
    return regex.matcher(name).matches();
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
