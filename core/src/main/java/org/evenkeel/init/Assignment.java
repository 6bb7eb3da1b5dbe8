// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.List;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Kind;

/**
 * The assignment of an initializer to one parameter, with the reason for it.
 *
 * @param parameter the parameter's name, which seeds its draw
 * @param kind its role in its layer
 * @param initializer its initializer
 * @param rule the rule with its arguments
 * @param multiplier the multiplier on the rule's variance
 * @param matches the entries of the rulebook that match; the first determines the rule
 * @param why the reason in a few words
 */
public record Assignment(
    String parameter,
    Kind kind,
    Initializer initializer,
    String rule,
    double multiplier,
    List<Rulebook.Entry> matches,
    String why) {

  /** Copies the matches. */
  public Assignment {
    matches = List.copyOf(matches);
  }

  /** The same of another parameter. */
  public Assignment of(String name) {
    return new Assignment(name, kind, initializer, rule, multiplier, matches, why);
  }

  /** The same with another initializer, whose rule has that name, and the reason for it. */
  public Assignment with(Initializer other, String otherRule, String reason) {
    return new Assignment(parameter, kind, other, otherRule, multiplier, matches, reason);
  }

  /** Parameter, initializer and reason, as in {@code dense1.weight: he*2, before relu}. */
  @Override
  public String toString() {
    String word = multiplier == 1 ? rule : rule + "*" + Arguments.text(multiplier);
    return "%s: %s, %s".formatted(parameter, word, why);
  }
}
