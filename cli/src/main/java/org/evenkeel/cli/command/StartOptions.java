// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.FanMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that describe the start, apart from its rule. */
public final class StartOptions {

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
  private @Nullable Path rules;

  private @Nullable Rulebook rulebook;

  /** The file or preset of {@code --rules}; empty if there is none. */
  public Optional<Path> rules() {
    return Optional.ofNullable(rules);
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  double multiplier() {
    return multiplier;
  }

  /** The start of one word, as {@link Start#of(String)} takes it, before {@code --multiplier}. */
  Start unmultiplied(String word) {
    return Start.of(word)
        .withDistribution(Distribution.named(distribution))
        .withFan(FanMode.named(fan))
        .withBiasVariance(biasVariance)
        .withSeed(seed)
        .withRulebook(rulebook());
  }

  /** The start of one word with {@code --multiplier}. */
  public Start start(String word) {
    Start start = unmultiplied(word);
    return start.isLibraryDefaults() ? start : start.times(multiplier).withName(start.name());
  }

  private Rulebook rulebook() {
    if (rulebook == null) {
      rulebook =
          rules == null ? Rulebook.EMPTY : YamlFile.read("--rules", rules, RulebookTree::read);
    }
    return rulebook;
  }

  /** The starts of a list; a comma within parentheses separates the numbers of a rule. */
  List<Start> starts(String list) {
    List<Start> starts = new ArrayList<>();
    for (String rule : list.split(",(?![^()]*\\))", -1)) {
      starts.add(unmultiplied(rule));
    }
    return starts;
  }

  /** The option that selects the rule of the initial weights. */
  public static final class RuleOption {

    @Option(
        names = "--rule",
        paramLabel = "RULE",
        defaultValue = "auto",
        description =
            "The rule of the initial weights: auto, he, lecun, glorot, orthogonal, zeros, 2/n, he*4, …;"
                + " data for auto, then corrected by one batch; djl for the model's own defaults. Default: ${DEFAULT-VALUE}.")
    private String rule;

    /** The word of the rule. */
    public String rule() {
      return rule;
    }
  }
}
