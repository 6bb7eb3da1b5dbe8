// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.init.Distribution;
import org.evenkeel.init.FanMode;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.network.RulebookTree;
import picocli.CommandLine.Option;

/** The options that say how first weights are drawn, the rule apart. */
final class StartOptions {

  @Option(
      names = "--distribution",
      paramLabel = "NAME",
      defaultValue = "normal",
      description =
          "normal, truncated-normal or uniform, all of the same variance. Default: ${DEFAULT-VALUE}.")
  private String distribution;

  @Option(
      names = "--fan",
      paramLabel = "in|out|average|geometric",
      defaultValue = "in",
      description = "What the rule's variance is divided by. Default: ${DEFAULT-VALUE}.")
  private String fan;

  @Option(
      names = "--multiplier",
      paramLabel = "M",
      defaultValue = "1",
      description = "Multiplies the rule's variance. Default: ${DEFAULT-VALUE}.")
  private double multiplier;

  @Option(
      names = "--bias-variance",
      paramLabel = "V",
      defaultValue = "0",
      description = "Variance of the first biases. Default: ${DEFAULT-VALUE}.")
  private double biasVariance;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of weights, data and shuffle. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rules",
      paramLabel = "FILE.yaml",
      description =
          "Rules for single parameters, by patterns on their names and kinds; `evenkeel rules --plan"
              + " --rules FILE.yaml` shows what they do.")
  private Path rules;

  private Rulebook rulebook;

  /** Whether there is a file of rules. */
  boolean hasRules() {
    return rules != null;
  }

  long seed() {
    return seed;
  }

  /**
   * One start, from a rule such as {@code he}, {@code 2/n} or {@code he*4}, from {@code data} or
   * {@code djl}.
   */
  NamedStart start(String rule) {
    String name = rule.strip();
    if (name.equalsIgnoreCase(NamedStart.DJL)) {
      return NamedStart.djl();
    }
    return NamedStart.Correction.parse(name, multiplier)
        .map(
            correction ->
                NamedStart.of(name, options(Start.parse(NamedStart.DRAWN), 1))
                    .corrected(correction))
        .orElseGet(() -> NamedStart.of(name, options(Start.parse(name), multiplier)));
  }

  private Start options(Start parsed, double multiplier) {
    return parsed
        .withDistribution(Distribution.named(distribution))
        .withFan(FanMode.named(fan))
        .withMultiplier(parsed.multiplier() * multiplier)
        .withBiasVariance(biasVariance)
        .withSeed(seed)
        .withRulebook(rulebook());
  }

  /**
   * One start, from a rule that needs neither data nor an engine.
   *
   * @param what what asks for it
   * @throws IllegalArgumentException if it is {@code djl} or {@code data}
   */
  Start startOfRule(String what, String rule) {
    NamedStart named = start(rule);
    if (named.correction().isPresent()) {
      throw new IllegalArgumentException(
          "%s is that of a rule, before there is data: \"%s\" needs the data; measure it with check"
              .formatted(what, rule));
    }
    return named
        .start()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is that of a rule: \"djl\" stands for the model's own defaults; choose one as in --rule auto"
                        .formatted(what)));
  }

  private Rulebook rulebook() {
    if (rulebook == null) {
      rulebook =
          rules == null ? Rulebook.EMPTY : YamlFile.read("--rules", rules, RulebookTree::read);
    }
    return rulebook;
  }

  /** Several starts, separated by commas; those in parentheses separate a rule's numbers. */
  List<NamedStart> starts(String list) {
    List<NamedStart> starts = new ArrayList<>();
    for (String rule : list.split(",(?![^()]*\\))", -1)) {
      starts.add(start(rule));
    }
    return starts;
  }
}
