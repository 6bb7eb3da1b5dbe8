// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonElement;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.study.space.Space;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that describe a study, apart from the training of its trials. */
final class StudyOptions {

  /** The names of these options. */
  static final Set<String> NAMES =
      Set.of(
          "--search",
          "--seeds",
          "--no-theory",
          "--sampler-seed",
          "--confirm",
          "--metric",
          "--folds",
          "--pruner");

  /** Options that name a class, which a resumed study needs as well. */
  static final Set<String> CLASSES = Set.of("--block-factory", "--classpath");

  private static final Pattern SETTING =
      Pattern.compile("\\s*[A-Za-z][\\w.-]*=[^=;]+(,\\s*[A-Za-z][\\w.-]*=[^=;]+)*");

  /** The most characters of a wrong setting that are shown. */
  private static final int SHOWN = 40;

  @Option(
      names = "--search",
      paramLabel = "SPACE",
      defaultValue = "multiplier=log:0.1..10,learningRate=log:1e-3..1",
      description =
          "What is searched: options of train by their names, separated by commas: low..high,"
              + " log:low..high, int:low..high, or a|b|c; with \" if other=a\" only then. Default:"
              + " ${DEFAULT-VALUE}.")
  private String search;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Seeds that each setting is tried with, the same for all settings. Default:"
              + " ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--sampler-seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "The seed by which settings are chosen. Default: ${DEFAULT-VALUE}.")
  private long samplerSeed;

  @Option(
      names = "--confirm",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "Fresh seeds that the winner and multiplier 1 are compared over at the end. Default:"
              + " ${DEFAULT-VALUE}, and up to 48 while they do not decide and time is left.")
  private int confirm;

  @Mixin private TrainingOptions.MetricOption metric;

  @Option(
      names = "--folds",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "Cross-validation: all examples in K folds, each of which one seed of a trial validates on."
              + " Default: the validation examples.")
  private int folds;

  @Option(
      names = "--pruner",
      paramLabel = "NAME",
      defaultValue = "median",
      description = "Which trials end early: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Goal.Pruning pruner;

  @Option(
      names = "--enqueue",
      paramLabel = "SETTINGS",
      description =
          "Settings to try first, such as multiplier=1,learningRate=0.02; several are separated by a"
              + " semicolon.")
  private @Nullable String enqueued;

  /** The settings to try first. */
  List<String> enqueued() {
    if (enqueued == null) {
      return List.of();
    }
    List<String> settings = List.of(enqueued.split(";", -1));
    for (String setting : settings) {
      if (!SETTING.matcher(setting).matches()) {
        throw new IllegalArgumentException(
            "--enqueue must name values: '%s' does not; write NAME=VALUE,NAME=VALUE"
                .formatted(setting.substring(0, Math.min(SHOWN, setting.length()))));
      }
    }
    return settings;
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--no-theory",
      description =
          "Search without the forecast: no start around its optimum, no trial given up before its"
              + " first step.")
  private boolean withoutTheory;

  /** Whether numbers of seeds were given. */
  boolean hasSeeds() {
    return command.commandLine().getParseResult().hasMatchedOption("--seeds")
        || command.commandLine().getParseResult().hasMatchedOption("--confirm")
        || folds != 0;
  }

  /** The plan of the study; its trainings have the options of {@code evenkeel train}. */
  StudyPlan plan(List<String> arguments) {
    Space.parse(search); // a mistake there is reported before the data is read
    StudyPlan plan =
        new StudyPlan(
                RunOptions.parse(arguments),
                search,
                seeds,
                !withoutTheory,
                samplerSeed,
                confirm,
                arguments)
            .withGoal(metric.goal().withFolds(folds).withPruning(pruner));
    plan.space();
    boolean given = command.commandLine().getParseResult().hasMatchedOption("--confirm");
    return given ? plan : plan.withDoublings();
  }

  /**
   * Reads a plan from a study; older versions recorded only the command line. A recorded command
   * line that does not describe the plan is dropped, so that none is printed but the plan's own.
   */
  static StudyPlan read(JsonElement note) {
    StudyPlan plan = StudyPlan.read(note, RunOptions::parse);
    try {
      return plan.experiment().equals(RunOptions.parse(plan.arguments()))
          ? plan
          : plan.withArguments(List.of());
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return plan.withArguments(List.of());
    }
  }
}
