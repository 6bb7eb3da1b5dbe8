// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.naming.Arguments;

/**
 * A rule by which first weights are drawn, with what a reader wants to know of it.
 *
 * @param name the field's name for it
 * @param aliases other names in use
 * @param takes the numbers it takes in parentheses, in order; those that may be left out come last
 * @param arguments the numbers given, as many or fewer; empty in the table of rules
 * @param formula Var(w), or what the weights are, as text
 * @param purpose what it is for
 * @param paper who proposed it: authors, year, title, place
 * @param recipe how it makes an initializer
 * @see Rules
 */
public record Rule(
    String name,
    List<String> aliases,
    List<Argument> takes,
    List<Double> arguments,
    String formula,
    String purpose,
    String paper,
    Recipe recipe) {

  /**
   * A number that a rule takes.
   *
   * @param name what it is called in the formula
   * @param otherwise its value if it is left out; empty if it may not be
   */
  public record Argument(String name, OptionalDouble otherwise) {

    /** One that has to be given. */
    static Argument required(String name) {
      return new Argument(name, OptionalDouble.empty());
    }

    /** One that may be left out. */
    static Argument optional(String name, double otherwise) {
      return new Argument(name, OptionalDouble.of(otherwise));
    }

    /** {@code name}, or {@code name=value} where it may be left out. */
    @Override
    public String toString() {
      return otherwise.isEmpty() ? name : name + "=" + Arguments.text(otherwise.getAsDouble());
    }
  }

  /** How a rule makes an initializer. */
  @FunctionalInterface
  public interface Recipe {

    /**
     * The initializer of one layer's weights; a rule ignores what its formula does not name.
     *
     * @param arguments the rule's numbers, all of them
     * @param options what the rule leaves open
     */
    Initializer initializer(double[] arguments, RuleOptions options);
  }

  /** Copies of the lists. */
  public Rule {
    aliases = List.copyOf(aliases);
    takes = List.copyOf(takes);
    arguments = List.copyOf(arguments);
  }

  /**
   * The initializer of one layer's weights; a rule ignores what its formula does not name.
   *
   * @param options what the rule leaves open
   * @throws IllegalArgumentException if a number is missing or out of its range, or the rule needs
   *     a gain and the activation has none
   */
  public Initializer initializer(RuleOptions options) {
    double[] numbers = new double[takes.size()];
    Arrays.setAll(
        numbers,
        i ->
            i < arguments.size()
                ? arguments.get(i)
                : takes.get(i).otherwise().orElseThrow(this::missing));
    return recipe.initializer(numbers, options);
  }

  /**
   * The same with its numbers.
   *
   * @throws IllegalArgumentException if there are too many or too few, or one is out of its range
   */
  Rule with(List<Double> numbers) {
    if (numbers.size() > takes.size()) {
      throw new IllegalArgumentException(
          takes.isEmpty()
              ? "rule %s takes no number: \"%s\"; a multiplier is written %s*4"
                  .formatted(name, called(numbers), name)
              : "rule %s takes at most %d: \"%s\"; write %s"
                  .formatted(name, takes.size(), called(numbers), signature()));
    }
    Rule rule = new Rule(name, aliases, takes, numbers, formula, purpose, paper, recipe);
    rule.initializer(RuleOptions.DEFAULT); // checks the numbers
    return rule;
  }

  /** The name with the numbers it takes, as in {@code truncated-normal(std, low=-2, high=2)}. */
  public String signature() {
    return takes.isEmpty()
        ? name
        : name + takes.stream().map(Argument::toString).collect(Collectors.joining(", ", "(", ")"));
  }

  private IllegalArgumentException missing() {
    return new IllegalArgumentException(
        "rule %s needs a number: \"%s\"; write %s".formatted(name, this, signature()));
  }

  private String called(List<Double> numbers) {
    return numbers.isEmpty()
        ? name
        : name + numbers.stream().map(Arguments::text).collect(Collectors.joining(", ", "(", ")"));
  }

  /** The name with the numbers given, as {@link Rules#named} takes it. */
  @Override
  public String toString() {
    return called(arguments);
  }
}
