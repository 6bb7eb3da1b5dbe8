// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.List;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.parameter.Kind;

/**
 * What one parameter is drawn by, and why.
 *
 * @param parameter the parameter's name, which seeds its draw
 * @param kind what it does in its layer
 * @param initializer what draws it
 * @param rule the rule, with its numbers
 * @param multiplier the multiplier on the rule's variance
 * @param matches the entries of the rulebook that match; the first decided
 * @param why who decided, in a few words
 */
public record Assignment(
    String parameter,
    Kind kind,
    Initializer initializer,
    String rule,
    double multiplier,
    List<Rulebook.Entry> matches,
    String why) {

  /** A copy of the matches. */
  public Assignment {
    matches = List.copyOf(matches);
  }
}
