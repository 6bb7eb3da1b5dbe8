// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Kind;

/**
 * A start: how the initial parameters of one network are made. {@link #of(String)} reads one from a
 * word, {@link #toString()} writes that word.
 *
 * <p>Two starts are equal if they make the same parameters, whatever their names.
 *
 * @param rule the rule of the weights; {@link Rules#LIBRARY_DEFAULTS} leaves all parameters to the
 *     library
 * @param options fan, distribution and variance multiplier, where the rule leaves them open; the
 *     activation is replaced by the one that follows each layer
 * @param biasVariance variance of the biases, which are normal; 0 for zeros
 * @param rulebook rules for single parameters, which take precedence over the rule
 * @param correction the correction from data that follows the draw; empty for none
 * @param seed the seed that all parameters share
 * @param name the word that the user wrote; empty for that of {@link #toString()}
 */
public record Start(
    Rule rule,
    RuleOptions options,
    double biasVariance,
    Rulebook rulebook,
    Optional<DataCorrection> correction,
    long seed,
    String name) {

  /** A variance as lectures write it. */
  private static final Pattern OVER_N = Pattern.compile("(.+)/\\s*n");

  /** Throws {@link IllegalArgumentException} if a number is out of its range. */
  public Start {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(rulebook, "rulebook");
    Objects.requireNonNull(correction, "correction");
    if (!(biasVariance >= 0 && biasVariance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a bias variance must be a finite number, at least 0: %s; 0 starts biases at zero"
              .formatted(biasVariance));
    }
    if (name.isEmpty()) {
      name = word(rule, options.multiplier(), correction);
    }
  }

  /** Normal weights by a rule, multiplier 1, biases zero, seed 0. */
  public static Start of(Rule rule) {
    return new Start(rule, RuleOptions.DEFAULT, 0, Rulebook.EMPTY, Optional.empty(), 0, "");
  }

  /**
   * The start that a word stands for, with normal weights, biases zero and seed 0.
   *
   * <table>
   * <caption>Words</caption>
   * <tr><td>{@code he}, {@code normal(10)}, {@code 2/n}</td><td>a rule of {@link Rules#named}</td></tr>
   * <tr><td>{@code he*4}, {@code 1/n*0.5}</td><td>a rule and a variance multiplier</td></tr>
   * <tr><td>{@code 3/n}</td><td>LeCun's rule with multiplier 3</td></tr>
   * <tr><td>{@code data}, {@code data*2}, {@code data(balanced)}</td>
   *     <td>the rule {@code auto}, then a {@link DataCorrection}</td></tr>
   * <tr><td>{@code djl}</td><td>{@link Rules#LIBRARY_DEFAULTS}</td></tr>
   * </table>
   *
   * @param word one of these; its name is kept as {@link #name()}
   * @throws IllegalArgumentException if there is no such rule or a number is out of its range
   */
  public static Start of(String word) {
    String name = word.strip();
    Optional<DataCorrection> correction = DataCorrection.parse(name);
    if (correction.isPresent()) {
      return of(Rules.AUTO).withCorrection(correction).withName(name);
    }
    int star = name.lastIndexOf('*');
    double multiplier = star < 0 ? 1 : multiplier(name.substring(star + 1), "as in he*4");
    String rule = (star < 0 ? name : name.substring(0, star)).strip();
    if (rule.equalsIgnoreCase(Rules.LIBRARY_DEFAULTS.name())) {
      if (star >= 0) {
        throw new IllegalArgumentException(
            "the library's own defaults take no multiplier: \"" + name + "\"; write " + rule);
      }
      return of(Rules.LIBRARY_DEFAULTS).withName(name);
    }
    Matcher overN = OVER_N.matcher(rule);
    if (!overN.matches()) {
      return of(Rules.named(rule)).withMultiplier(multiplier).withName(name);
    }
    double k = multiplier(overN.group(1), "as in 0.5/n");
    return (k == 2
            ? of(Rules.HE).withMultiplier(multiplier)
            : of(Rules.LECUN).withMultiplier(k * multiplier))
        .withName(name);
  }

  /** The variance multiplier; constants are not multiplied. */
  public double multiplier() {
    return options.multiplier();
  }

  /** The same with another distribution. */
  public Start withDistribution(Distribution other) {
    return withOptions(options.withDistribution(other), name);
  }

  /** The same with another fan. */
  public Start withFan(FanMode other) {
    return withOptions(options.withFan(other), name);
  }

  /** The same with another variance multiplier, and the name that follows from it. */
  public Start withMultiplier(double other) {
    return withOptions(options.withMultiplier(other), "");
  }

  private Start withOptions(RuleOptions other, String called) {
    return new Start(rule, other, biasVariance, rulebook, correction, seed, called);
  }

  /** The same with another variance of the biases. */
  public Start withBiasVariance(double other) {
    return new Start(rule, options, other, rulebook, correction, seed, name);
  }

  /** The same with rules for single parameters. */
  public Start withRulebook(Rulebook other) {
    return new Start(rule, options, biasVariance, other, correction, seed, name);
  }

  /** The same with another correction from data, and the name that follows from it. */
  public Start withCorrection(Optional<DataCorrection> other) {
    return new Start(rule, options, biasVariance, rulebook, other, seed, "");
  }

  /** The same with another seed. */
  public Start withSeed(long other) {
    return new Start(rule, options, biasVariance, rulebook, correction, other, name);
  }

  /** The same under another name. */
  public Start withName(String other) {
    return new Start(rule, options, biasVariance, rulebook, correction, seed, other);
  }

  /**
   * The same with the number after the {@code *} of its word multiplied: {@code he*4} times 2 is
   * {@code he*8}, {@code data} times 2 is {@code data*2}.
   *
   * @param factor the factor on the variance multiplier, or on the second moment that data set
   */
  public Start times(double factor) {
    return correction.isPresent()
        ? withCorrection(correction.map(c -> new DataCorrection(c.target() * factor, c.balanced())))
        : withMultiplier(multiplier() * factor);
  }

  /** Whether all parameters are left to the library. */
  public boolean isLibraryDefaults() {
    return rule.equals(Rules.LIBRARY_DEFAULTS);
  }

  /**
   * Whether a change of fan, distribution or multiplier changes the weights.
   *
   * @param change the change, such as that of the fan
   */
  public boolean heeds(UnaryOperator<RuleOptions> change) {
    return rule.heeds(change)
        || rulebook.entries().stream()
            .anyMatch(entry -> entry.start().rule().heeds(o -> left(entry, o, change.apply(o))));
  }

  /** What an entry of a rulebook, which has its own multiplier, takes of a change. */
  private static RuleOptions left(Rulebook.Entry entry, RuleOptions old, RuleOptions changed) {
    return old.withFan(entry.fan().isPresent() ? old.fan() : changed.fan())
        .withDistribution(
            entry.distribution().isPresent() ? old.distribution() : changed.distribution());
  }

  /** Whether the variances follow from a rule, rather than from data or the library. */
  public boolean followsRule() {
    return !isLibraryDefaults() && correction.isEmpty();
  }

  /** The rule's name without numbers; {@code data} where a correction follows. */
  public String ruleName() {
    return correction.isPresent() ? DataCorrection.RULE : rule.name();
  }

  /**
   * This start, if theory can tell what it makes.
   *
   * @param purpose what asks for it, such as {@code a forecast}
   * @throws IllegalArgumentException if the variances depend on data, or on the library
   */
  public Start requireRule(String purpose) {
    if (correction.isPresent()) {
      throw new IllegalArgumentException(
          "%s needs a start whose variances follow from a rule: \"%s\" needs the data as well; measure it instead, or use %s"
              .formatted(purpose, name, rule));
    }
    if (isLibraryDefaults()) {
      throw new IllegalArgumentException(
          "%s needs a start whose variances follow from a rule: \"%s\" stands for the library's own defaults; use a rule such as %s"
              .formatted(purpose, name, Rules.AUTO));
    }
    return this;
  }

  /**
   * What one parameter is drawn by: by the first entry of the rulebook that matches; else weights
   * by the rule, biases by their variance, scales with ones, slopes of PReLU with 0.25 (He et al.
   * 2015, section 2.1), and shifts with zeros.
   *
   * @param following the activation that follows its layer, the identity if none does
   * @throws IllegalArgumentException if a rule needs the activation's gain and there is none, or
   *     all parameters are left to the library
   */
  public Assignment assign(String parameter, Kind kind, Gains following) {
    return assign(parameter, kind, following, Entering.UNKNOWN);
  }

  /**
   * The same for a layer of which it is known what enters.
   *
   * @param entering what enters its layer
   */
  public Assignment assign(String parameter, Kind kind, Gains following, Entering entering) {
    if (isLibraryDefaults()) {
      requireRule("a draw");
    }
    List<Rulebook.Entry> matches = rulebook.matching(parameter, kind);
    if (!matches.isEmpty()) {
      Rulebook.Entry entry = matches.get(0);
      Start own = entry.start();
      Gains before = entry.activation().orElse(following);
      RuleOptions entrys =
          new RuleOptions(
              before,
              entering.apart(), // its neighbours may be drawn by other rules
              entry.fan().orElse(options.fan()),
              entry.distribution().orElse(options.distribution()),
              own.multiplier());
      String why =
          "entry "
              + (rulebook.entries().indexOf(entry) + 1)
              + ", "
              + entry
              + (kind.isWeight() ? ", before " + before.name() : "");
      return new Assignment(
          parameter,
          kind,
          own.rule().initializer(entrys),
          own.rule().toString(),
          own.multiplier(),
          matches,
          why);
    }
    if (kind.isWeight()) {
      return new Assignment(
          parameter,
          kind,
          rule.initializer(around(kind, following, entering)),
          rule.toString(),
          multiplier(),
          matches,
          rule.why(around(kind, following, entering)));
    }
    return switch (kind) {
      case SCALE -> fixed(parameter, kind, Rules.ONES, "leaves values alone");
      case SLOPE -> fixed(parameter, kind, Rules.named("constant(0.25)"), "He et al. 2015");
      case SHIFT -> fixed(parameter, kind, Rules.ZEROS, "leaves values alone");
      case BIAS -> bias(parameter, following, entering);
      default ->
          bias(parameter, kind, biasVariance, "bias variance " + Arguments.text(biasVariance));
    };
  }

  /** Biases by their own variance, or that which the rule asks for. */
  private Assignment bias(String parameter, Gains following, Entering entering) {
    RuleOptions around = around(Kind.DENSE, following, entering);
    double asked = biasVariance == 0 ? rule.biasVariance(around) : 0;
    return asked == 0
        ? bias(parameter, Kind.BIAS, biasVariance, "bias variance " + Arguments.text(biasVariance))
        : new Assignment(
            parameter,
            Kind.BIAS,
            rule.biases(around),
            normal(asked).toString(),
            1,
            List.of(),
            rule.biasReason(around));
  }

  private static Rule normal(double variance) {
    return Rules.named("normal(" + Math.sqrt(variance) + ")");
  }

  private static Assignment bias(String parameter, Kind kind, double variance, String why) {
    return fixed(parameter, kind, variance == 0 ? Rules.ZEROS : normal(variance), why);
  }

  /**
   * The options of one layer. What enters counts for sums over it alone, and not where data
   * corrects the variances afterwards.
   */
  private RuleOptions around(Kind kind, Gains following, Entering entering) {
    boolean known =
        correction.isEmpty()
            && switch (kind) {
              case DENSE, CONVOLUTION, TRANSPOSED_CONVOLUTION, FUSED, EXPERTS -> true;
              default -> false;
            };
    // Biases of one's own, or rules for neighbours, would leave mirrored units unequal.
    boolean alone = rulebook.entries().isEmpty() && biasVariance == 0;
    Entering placed = alone ? entering : entering.apart();
    return options.withFollowing(following).withEntering(known ? placed : Entering.UNKNOWN);
  }

  private static Assignment fixed(String parameter, Kind kind, Rule rule, String why) {
    return new Assignment(
        parameter, kind, rule.initializer(RuleOptions.DEFAULT), rule.toString(), 1, List.of(), why);
  }

  /**
   * The initializer of one layer's weights.
   *
   * @param following the activation that follows the layer, the identity if none does
   * @throws IllegalArgumentException if the rule needs the activation's gain and there is none
   */
  public Initializer weights(Gains following) {
    return rule.initializer(options.withFollowing(following));
  }

  /** Whether two starts make the same parameters. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Start start && start.content().equals(content());
  }

  @Override
  public int hashCode() {
    return content().hashCode();
  }

  private List<Object> content() {
    return List.of(rule, options, biasVariance, rulebook, correction, seed);
  }

  /** The word of rule, multiplier and correction, as {@link #of(String)} takes it. */
  @Override
  public String toString() {
    return word(rule, multiplier(), correction);
  }

  private static String word(Rule rule, double multiplier, Optional<DataCorrection> correction) {
    return correction
        .map(DataCorrection::toString)
        .orElse(multiplier == 1 ? rule.toString() : rule + "*" + Arguments.text(multiplier));
  }

  private static double multiplier(String text, String remedy) {
    return Arguments.positive(
        "a multiplier", Arguments.parse("a multiplier", text, remedy), remedy);
  }
}
