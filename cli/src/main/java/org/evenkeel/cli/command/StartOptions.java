// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.evenkeel.cli.option.YamlFile;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Rules;
import org.evenkeel.init.Start;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.network.Network;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.plan.InitializationPlan;
import org.evenkeel.weights.rules.NetworkRules;
import org.evenkeel.weights.rules.RuleFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      paramLabel = "FILE.yaml|PRESET",
      description =
          "Rules for single parameters, by patterns on their names and kinds, or the start of a"
              + " library's model, such as gpt2 beside --network gpt2; `evenkeel rules --plan"
              + " --rules FILE.yaml` shows what they do.")
  private @Nullable Path rules;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

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
  public Start unmultiplied(String word) {
    return Start.of(word)
        .withDistribution(Distribution.named(distribution))
        .withFan(FanMode.named(fan))
        .withBiasVariance(biasVariance)
        .withSeed(seed)
        .withRulebook(rulebook());
  }

  /**
   * Checks that the options change how a network is drawn. The table of options knows a rule alone,
   * but a rule file may leave nothing to it, and a network may have no biases.
   *
   * @param network the network as data; empty where only the engine knows it
   * @param starts the starts before {@code --multiplier}
   * @param rule whether {@code --rule} selected the only start
   */
  public void requireEffect(Optional<Network> network, List<Start> starts, boolean rule) {
    if (network.isEmpty()) {
      return;
    }
    Map<String, UnaryOperator<Start>> without = new LinkedHashMap<>();
    if (rule) {
      without.put("--rule", start -> unmultiplied(Rules.AUTO.name()));
    }
    without.put("--bias-variance", start -> start.withBiasVariance(0));
    without.put("--fan", start -> start.withFan(FanMode.IN));
    without.put("--distribution", start -> start.withDistribution(Distribution.NORMAL));
    without.put(
        "--multiplier",
        start -> start.isLibraryDefaults() ? start : start.times(multiplier == 1 ? 1 : 2));
    without.forEach(
        (option, change) -> {
          if (starts.stream().anyMatch(start -> !start.equals(change.apply(start)))
              && starts.stream()
                  .allMatch(start -> drawAlike(network.get(), start, change.apply(start)))) {
            throw new IllegalArgumentException(
                "%s has no effect on this network%s; omit it"
                    .formatted(option, rules == null ? "" : " beside --rules " + rules));
          }
        });
  }

  /** Whether two starts draw all parameters alike; false where theory cannot tell. */
  private static boolean drawAlike(Network network, Start one, Start other) {
    try {
      return one.followsRule()
          && other.followsRule()
          && InitializationPlan.areAlike(network, one, other);
    } catch (IllegalArgumentException e) {
      return false; // reported where the network has its true size
    }
  }

  /** The start of one word with {@code --multiplier}. */
  public Start start(String word) {
    Start start = unmultiplied(word);
    return start.isLibraryDefaults() ? start : start.times(multiplier).withName(start.name());
  }

  private Rulebook rulebook() {
    if (rules == null) {
      return Rulebook.EMPTY;
    }
    String preset = rules.toString().replaceFirst("\\(.*", "");
    if (RuleFile.PRESETS.contains(preset) && !Files.exists(rules)) {
      return NetworkRules.of(RuleFile.named(rules.toString()), described());
    }
    return YamlFile.read("--rules", rules, RulebookTree::read);
  }

  /** The network of the same command, whose parameters a preset knows by name. */
  private Network described() {
    return command.mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(NetworkOptions.class::isInstance)
        .findFirst()
        .flatMap(options -> ((NetworkOptions) options).network())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--rules %s is a preset for networks with the names of one library; name one with --network, or use a rule file (docs/rules.md)"
                        .formatted(rules)));
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
