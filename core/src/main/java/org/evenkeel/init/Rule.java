// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.activation.Activations;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.naming.Arguments;

/**
 * A rule for initial weights, with its formula, purpose and source.
 *
 * @param name its usual name
 * @param aliases other names in use
 * @param takes the arguments it takes in parentheses, in order, optional ones last
 * @param arguments the values given, as many or fewer; empty in the table of rules
 * @param formula Var(w), or the weights, as text
 * @param purpose the layers and activations that it is for
 * @param paper its source: authors, year, title, place
 * @param recipe the construction of its initializer
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
   * A numeric argument of a rule.
   *
   * @param name its name in the formula
   * @param otherwise its default value; empty if it is required
   */
  public record Argument(String name, OptionalDouble otherwise) {

    /** The argument that {@link #toString} writes so. */
    static Argument of(String text) {
      String[] parts = text.split("=", -1);
      return new Argument(
          parts[0],
          parts.length == 1
              ? OptionalDouble.empty()
              : OptionalDouble.of(Double.parseDouble(parts[1])));
    }

    /** {@code name}, or {@code name=value} if it is optional. */
    @Override
    public String toString() {
      return otherwise.isEmpty() ? name : name + "=" + Arguments.text(otherwise.getAsDouble());
    }
  }

  /** The construction of an initializer by a rule. */
  @FunctionalInterface
  public interface Recipe {

    /**
     * The initializer of one layer's weights; options that the formula does not use are ignored.
     *
     * @param arguments the values of all arguments
     */
    Initializer initializer(double[] arguments, RuleOptions options);

    /** The variance of the biases of the same layer that the rule asks for; 0 for most. */
    default double biasVariance(RuleOptions options) {
      return 0;
    }

    /** The initializer of biases of that variance, which is not 0. */
    default Initializer biases(RuleOptions options) {
      return new FixedNormal(Math.sqrt(biasVariance(options)));
    }

    /** What the biases of that variance are for, in a few words. */
    default String biasReason(RuleOptions options) {
      return "critical for " + options.following().name();
    }

    /** What of the layer's surroundings the weights depend on, in a few words. */
    default String why(RuleOptions options) {
      return "before " + options.following().name();
    }
  }

  /** Copies the lists. */
  public Rule {
    aliases = List.copyOf(aliases);
    takes = List.copyOf(takes);
    arguments = List.copyOf(arguments);
  }

  /**
   * The initializer of one layer's weights; options that the formula does not use are ignored.
   *
   * @throws IllegalArgumentException if an argument is missing or out of range, or the rule needs a
   *     gain and the activation has none
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

  /** The variance of the biases of the same layer that the rule asks for; 0 for most. */
  public double biasVariance(RuleOptions options) {
    return recipe.biasVariance(options);
  }

  /** The initializer of biases of that variance, which is not 0. */
  public Initializer biases(RuleOptions options) {
    return recipe.biases(options);
  }

  /** What the biases of that variance are for, in a few words. */
  public String biasReason(RuleOptions options) {
    return recipe.biasReason(options);
  }

  /** What of the layer's surroundings the weights depend on, in a few words. */
  public String why(RuleOptions options) {
    return recipe.why(options);
  }

  /**
   * Whether a change of fan, distribution or multiplier changes the initializer that is made.
   *
   * @param change the change, such as that of the fan
   */
  public boolean heeds(UnaryOperator<RuleOptions> change) {
    return Stream.of(Activations.IDENTITY, Activations.RELU)
        .map(RuleOptions.DEFAULT::withFollowing)
        .anyMatch(
            options -> {
              try {
                return !initializer(options).equals(initializer(change.apply(options)));
              } catch (IllegalArgumentException e) {
                return false; // draws nothing, as the library's own defaults
              }
            });
  }

  /**
   * This rule with arguments.
   *
   * @throws IllegalArgumentException if there are too many or too few, or one is out of range
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

  /** The name with the arguments it takes, as in {@code truncated-normal(std, low=-2, high=2)}. */
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

  /** The name with the arguments given, as read by {@link Rules#named}. */
  @Override
  public String toString() {
    return called(arguments);
  }
}
