// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.Training;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.MultiplierForecast;
import org.evenkeel.result.ResultJson;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.training.TrainingRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Training runs as what a search minimizes: the lowest validation loss of an epoch. A setting is a
 * set of options that go over those of the study, so whatever {@code evenkeel train} takes can be
 * searched, and a trial is what {@code evenkeel train} does with its options.
 */
final class TrialRuns implements Objective {

  /** The note on a trial that holds the signal of its first seed, layer by layer. */
  static final String SIGNAL = "signal";

  /** Told of steps no more often than this. */
  private static final int STEPS_TOLD = 50;

  private final List<String> arguments;
  private final boolean theory;
  private final long seed;
  private final Split data;

  private TrialRuns(List<String> arguments, boolean theory) {
    this.arguments = List.copyOf(arguments);
    this.theory = theory;
    RunOptions options = parse(arguments);
    options.start();
    options.settings();
    this.seed = options.seed();
    this.data = options.data();
    options.subject(data); // what is wrong with it is wrong now
  }

  /** The runs of a study. */
  static TrialRuns of(StudyPlan plan) {
    return new TrialRuns(plan.arguments(), plan.theory());
  }

  /** One training run, as options. */
  @Command
  private static final class Run implements Callable<Integer> {
    @Mixin private RunOptions options;

    @Override
    public Integer call() {
      return 0;
    }
  }

  /** The options of a training run. */
  static CommandLine commandLine() {
    return new CommandLine(new Run())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true);
  }

  /**
   * Reads the options of a training run; of an option that is given twice the last one counts.
   *
   * @throws IllegalArgumentException if they are wrong
   */
  static RunOptions parse(List<String> arguments) {
    CommandLine line = commandLine();
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return ((Run) line.getCommand()).options;
  }

  /** The option that a hyperparameter stands for: {@code learningRate} is --learning-rate. */
  static String option(String hyperparameter) {
    return "--" + hyperparameter.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The names that can be searched. */
  static List<String> searchable() {
    List<String> names = new ArrayList<>();
    for (OptionSpec option : commandLine().getCommandSpec().options()) {
      String name = option.longestName().substring(2);
      if (option.arity().max() > 0 && !FIXED.contains(name)) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("-", -1)) {
          camel.append(
              camel.isEmpty()
                  ? word
                  : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        names.add(camel.toString());
      }
    }
    return names;
  }

  /** What a study holds fixed, so that its trials can be compared. */
  private static final List<String> FIXED =
      List.of(
          "seed",
          "epochs",
          "target-accuracy",
          "data",
          "label",
          "validation",
          "examples",
          "noise",
          "pixels",
          "rules",
          "network",
          "block-factory",
          "classpath");

  /** The options of one trial. */
  static List<String> arguments(List<String> arguments, Setting setting) {
    List<String> all = new ArrayList<>(arguments);
    setting
        .values()
        .forEach(
            (name, value) -> {
              all.add(option(name));
              all.add(String.valueOf(value));
            });
    return all;
  }

  @Override
  public Evaluation evaluate(Setting setting, long trialSeed, Monitor monitor) {
    RunOptions options = parse(arguments(arguments, setting));
    Start start = options.start().withSeed(trialSeed);
    TrainingSettings settings = options.settings().withSeed(trialSeed);
    Subject subject = options.subject(data);
    boolean first = trialSeed == seed;
    String[] hopeless = new String[1];
    Reports reports = new Reports(monitor);
    try (Experiment experiment = new Experiment(subject, data, trialSeed)) {
      Experiment.Outcome outcome =
          experiment.train(
              start,
              settings,
              first
                  ? profile -> {
                    monitor.note(SIGNAL, ResultJson.tree(profile));
                    hopeless[0] = theory ? MultiplierForecast.hopeless(profile).orElse(null) : null;
                    return hopeless[0] == null;
                  }
                  : null,
              reports);
      monitor.worked(reports.steps);
      if (outcome.run() == null) {
        return new Evaluation(Evaluation.Outcome.INFEASIBLE, null, hopeless[0]);
      }
      return reports.pruned ? Evaluation.pruned() : evaluation(outcome.run());
    }
  }

  private static Evaluation evaluation(TrainingRun run) {
    double loss =
        run.epochs().stream()
            .mapToDouble(TrainingRun.Epoch::validationLoss)
            .min()
            .orElse(Double.NaN);
    return switch (run.state()) {
      case DIVERGED -> new Evaluation(Evaluation.Outcome.DIVERGED, null, null);
      case VANISHED -> new Evaluation(Evaluation.Outcome.VANISHED, loss, null);
      default -> Evaluation.of(loss);
    };
  }

  /** Passes on how a training goes. */
  private static final class Reports implements Training.Progress {
    private final Monitor monitor;
    private long steps;
    private boolean pruned;

    Reports(Monitor monitor) {
      this.monitor = monitor;
    }

    @Override
    public void stepped(long step, List<TrainingRun.Epoch> epochs) {
      steps = step;
      if (step % STEPS_TOLD == 0) {
        monitor.worked(step);
      }
    }

    @Override
    public boolean goesOn(TrainingRun.Epoch epoch) {
      monitor.worked(steps);
      double loss = epoch.validationLoss();
      pruned = Double.isFinite(loss) && !monitor.report(epoch.epoch(), loss);
      return !pruned;
    }
  }
}
