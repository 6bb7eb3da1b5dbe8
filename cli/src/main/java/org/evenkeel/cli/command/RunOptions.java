// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.evenkeel.cli.option.StrictValues;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.init.Start;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/** The options that describe one training: rule, network, data, start and training settings. */
final class RunOptions {

  @Mixin private StartOptions.RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private TrainingOptions trainingOptions;

  /** The experiment that the options describe. */
  Experiment experiment() {
    return experiment(
        networkOptions,
        dataOptions,
        startOptions,
        startOptions.unmultiplied(ruleOption.rule()),
        trainingOptions);
  }

  /** Checks that the options of the start change how the network is drawn. */
  void requireEffect() {
    startOptions.requireEffect(
        networkOptions.network(), List.of(startOptions.unmultiplied(ruleOption.rule())), true);
  }

  /** The experiment of these options. */
  static Experiment experiment(
      NetworkOptions network,
      DataOptions data,
      StartOptions options,
      Start start,
      TrainingOptions training) {
    return training.applied(experiment(network, data, options, start), options.seed());
  }

  /** The experiment of these options, with default training. */
  static Experiment experiment(
      NetworkOptions network, DataOptions data, StartOptions options, Start start) {
    return Experiment.of(network.source(), data.source(options.seed()))
        .withStart(start)
        .withMultiplier(options.multiplier());
  }

  /** A command line of one training. */
  @Command
  private static final class Training implements Callable<Integer> {
    @Mixin private RunOptions options;

    @Override
    public Integer call() {
      return 0;
    }
  }

  private static CommandLine commandLine() {
    return StrictValues.readIn(new CommandLine(new Training()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setExpandAtFiles(false); // what a journal names is not a command line
  }

  /** The names of the options of a training. */
  static Set<String> names() {
    return commandLine().getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .collect(Collectors.toSet());
  }

  /** The given options of a training, as they were typed, among all options of a command. */
  static List<String> given(CommandLine.ParseResult parsed) {
    Set<String> known = names();
    List<String> given = new ArrayList<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      if (known.contains(option.longestName())) {
        String value = option.arity().max() > 0 ? option.originalStringValues().get(0) : "";
        if (value.startsWith("-")) {
          given.add(option.longestName() + "=" + value);
        } else {
          given.add(option.longestName());
          if (option.arity().max() > 0) {
            given.add(value);
          }
        }
      }
    }
    return given;
  }

  /**
   * The experiment of recorded arguments; the last of repeated options counts. Nothing is loaded,
   * and {@code @file} is the name of a file that begins with this character.
   */
  static Experiment parse(List<String> arguments) {
    CommandLine line = commandLine();
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return ((Training) line.getCommand()).options.experiment();
  }
}
