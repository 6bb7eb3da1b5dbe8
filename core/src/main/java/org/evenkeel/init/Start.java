// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.evenkeel.activation.Gains;

/**
 * What the first weights of one network are drawn by.
 *
 * @param rule the rule for the weights
 * @param distribution what single weights are drawn from, where the rule leaves it open
 * @param fan which fan the rule divides by, where it leaves it open
 * @param multiplier the hyperparameter on the weights' variance; constants have none to multiply
 * @param biasVariance variance of the biases, which are normal; 0 for zeros
 * @param seed the seed that all parameters share
 * @param rulebook rules for single parameters, which go before the rule
 */
public record Start(
    Rule rule,
    Distribution distribution,
    FanMode fan,
    double multiplier,
    double biasVariance,
    long seed,
    Rulebook rulebook) {

  /** The lecture-hall spelling of a variance. */
  private static final Pattern OVER_N = Pattern.compile("(.+)/\\s*n");

  /** Throws {@link IllegalArgumentException} if a number is out of its range. */
  public Start {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(distribution, "distribution");
    Objects.requireNonNull(fan, "fan");
    Objects.requireNonNull(rulebook, "rulebook");
    Positive.require("a multiplier", multiplier, "1 leaves the variance as the rule has it");
    if (!(biasVariance >= 0 && biasVariance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a bias variance must be a finite number, at least 0: "
              + biasVariance
              + "; 0 starts biases at zero");
    }
  }

  /**
   * Normal weights by a rule, multiplier 1, biases zero, seed 0.
   *
   * @param rule the rule
   */
  public static Start of(Rule rule) {
    return new Start(rule, Distribution.NORMAL, FanMode.IN, 1, 0, 0, Rulebook.EMPTY);
  }

  /**
   * Normal weights by a rule, multiplier 1, biases zero, seed 0.
   *
   * @param rule the rule's name, as {@link Rules#named} takes it
   * @throws IllegalArgumentException if there is no such rule
   */
  public static Start of(String rule) {
    return of(Rules.named(rule));
  }

  /**
   * A start from a rule and a multiplier in one word: {@code he}, {@code he*4}, {@code normal(10)},
   * {@code 2/n}, {@code 1/n*0.5}. {@code k/n} is LeCun's rule with multiplier k, but for {@code
   * 2/n}, which is He's.
   *
   * @param text rule, or rule*multiplier
   * @throws IllegalArgumentException if there is no such rule or the multiplier is not a positive
   *     finite number
   */
  public static Start parse(String text) {
    int star = text.lastIndexOf('*');
    double multiplier = star < 0 ? 1 : multiplier(text.substring(star + 1), "as in he*4");
    String rule = (star < 0 ? text : text.substring(0, star)).strip();
    Matcher overN = OVER_N.matcher(rule);
    if (overN.matches()) {
      double k = multiplier(overN.group(1), "as in 0.5/n");
      return k == 2
          ? of(Rules.HE).withMultiplier(multiplier)
          : of(Rules.LECUN).withMultiplier(k * multiplier);
    }
    return of(rule).withMultiplier(multiplier);
  }

  /** The same with another distribution. */
  public Start withDistribution(Distribution other) {
    return new Start(rule, other, fan, multiplier, biasVariance, seed, rulebook);
  }

  /** The same with another fan. */
  public Start withFan(FanMode other) {
    return new Start(rule, distribution, other, multiplier, biasVariance, seed, rulebook);
  }

  /** The same with another multiplier. */
  public Start withMultiplier(double other) {
    return new Start(rule, distribution, fan, other, biasVariance, seed, rulebook);
  }

  /** The same with another variance of the biases. */
  public Start withBiasVariance(double other) {
    return new Start(rule, distribution, fan, multiplier, other, seed, rulebook);
  }

  /** The same with another seed. */
  public Start withSeed(long other) {
    return new Start(rule, distribution, fan, multiplier, biasVariance, other, rulebook);
  }

  /** The same with rules for single parameters. */
  public Start withRulebook(Rulebook other) {
    return new Start(rule, distribution, fan, multiplier, biasVariance, seed, other);
  }

  /**
   * What one parameter is drawn by: by the first entry of the rulebook that matches; else weights
   * by the rule, biases by their variance, scales with ones, slopes of PReLU with 0.25 (He et al.
   * 2015, section 2.1), and shifts with zeros.
   *
   * @param parameter the parameter's name
   * @param kind what it does in its layer
   * @param following the activation that follows its layer, the identity if none does
   * @throws IllegalArgumentException if a rule needs the activation's gain and there is none
   */
  public Assignment assign(String parameter, Kind kind, Gains following) {
    List<Rulebook.Entry> matches = rulebook.matching(parameter, kind);
    if (!matches.isEmpty()) {
      Rulebook.Entry entry = matches.get(0);
      Start own = entry.start();
      Gains before = entry.activation().orElse(following);
      Choices choices =
          new Choices(
              before,
              entry.fan().orElse(fan),
              entry.distribution().orElse(distribution),
              own.multiplier());
      String why =
          "entry %d, %s".formatted(rulebook.entries().indexOf(entry) + 1, entry)
              + (kind.isWeight() ? ", before " + before.name() : "");
      return new Assignment(
          parameter,
          kind,
          own.rule().initializer(choices),
          own.rule().toString(),
          own.multiplier(),
          matches,
          why);
    }
    if (kind.isWeight()) {
      return new Assignment(
          parameter,
          kind,
          weights(following),
          rule.toString(),
          multiplier,
          matches,
          "before " + following.name());
    }
    return switch (kind) {
      case SCALE -> fixed(parameter, kind, Rules.ONES, "leaves values alone");
      case SLOPE -> fixed(parameter, kind, Rules.named("constant(0.25)"), "He et al. 2015");
      case SHIFT -> fixed(parameter, kind, Rules.ZEROS, "leaves values alone");
      default ->
          biasVariance == 0
              ? fixed(parameter, kind, Rules.ZEROS, "bias variance 0")
              : fixed(
                  parameter,
                  kind,
                  Rules.named("normal(" + Math.sqrt(biasVariance) + ")"),
                  "bias variance " + Numbers.text(biasVariance));
    };
  }

  private static Assignment fixed(String parameter, Kind kind, Rule rule, String why) {
    return new Assignment(
        parameter, kind, rule.initializer(Choices.DEFAULT), rule.toString(), 1, List.of(), why);
  }

  /**
   * The initializer of one layer's weights.
   *
   * @param following the activation that follows the layer, the identity if none does
   * @throws IllegalArgumentException if the rule needs the activation's gain and there is none
   */
  public Initializer weights(Gains following) {
    return rule.initializer(new Choices(following, fan, distribution, multiplier));
  }

  /** Rule and multiplier, as {@link #parse} takes them. */
  @Override
  public String toString() {
    return multiplier == 1 ? rule.toString() : rule + "*" + Numbers.text(multiplier);
  }

  private static double multiplier(String text, String remedy) {
    return Positive.require("a multiplier", Numbers.parse("a multiplier", text, remedy), remedy);
  }
}
