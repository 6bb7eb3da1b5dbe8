// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.List;
import java.util.OptionalDouble;
import org.evenkeel.activation.Activation;

/**
 * A rule by which first weights are drawn, with what a reader wants to know of it.
 *
 * @param name the field's name for it
 * @param aliases other names in use
 * @param parameter the number in parentheses, for rules that take one; empty in the table of rules
 * @param formula Var(w), or what the weights are, as text
 * @param purpose what it is for
 * @param paper who proposed it: authors, year, title, place
 * @param recipe how it makes an initializer
 * @see Rules
 */
public record Rule(
    String name,
    List<String> aliases,
    OptionalDouble parameter,
    String formula,
    String purpose,
    String paper,
    Recipe recipe) {

  /** How a rule makes an initializer. */
  @FunctionalInterface
  public interface Recipe {

    /**
     * The initializer of one layer's weights; a rule ignores what its formula does not name.
     *
     * @param parameter the rule's number, NaN if it takes none
     * @param following the activation that follows the layer, the identity if none does
     * @param fan which fan to divide by
     * @param distribution what single weights are drawn from
     * @param multiplier factor on the variance, positive and finite
     */
    Initializer initializer(
        double parameter,
        Activation following,
        FanMode fan,
        Distribution distribution,
        double multiplier);
  }

  /** A copy of the aliases. */
  public Rule {
    aliases = List.copyOf(aliases);
  }

  /**
   * The initializer of one layer's weights; a rule ignores what its formula does not name.
   *
   * @param following the activation that follows the layer, the identity if none does
   * @param fan which fan to divide by
   * @param distribution what single weights are drawn from
   * @param multiplier factor on the variance
   * @throws IllegalArgumentException if the multiplier is not a positive finite number, or the rule
   *     needs the activation's gain and there is none
   */
  public Initializer initializer(
      Activation following, FanMode fan, Distribution distribution, double multiplier) {
    Positive.require("a multiplier", multiplier, "1 leaves the variance as the rule has it");
    return recipe.initializer(
        parameter.orElse(Double.NaN), following, fan, distribution, multiplier);
  }

  Rule withParameter(double value) {
    return new Rule(name, aliases, OptionalDouble.of(value), formula, purpose, paper, recipe);
  }

  /** The name with the number in parentheses if there is one, as {@link Rules#named} takes it. */
  @Override
  public String toString() {
    return parameter.isEmpty() ? name : name + "(" + Numbers.text(parameter.getAsDouble()) + ")";
  }
}
