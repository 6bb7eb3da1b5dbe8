// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Interrupts;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.cli.terminal.StudyReport;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.space.Space;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Searches the multiplier and its companions. */
@Command(
    name = "tune",
    description = {
      "Searches the multiplier on the first weights' variance, next to the learning rate and whatever"
          + " else is named, and says with numbers whether that is worth it. A study with a file can be"
          + " interrupted and gone on with; it is an Optuna journal.",
      "A setting's value is the lowest validation loss of an epoch, the mean over its seeds; 10"
          + " epochs unless --epochs says otherwise."
    },
    sortOptions = false)
public final class TuneCommand implements Callable<Integer> {

  /** A study has more runs than a training, so each is shorter. */
  private static final String EPOCHS = "10";

  @Option(
      names = "--study",
      paramLabel = "FILE",
      description =
          "The study's file, begun or gone on with. Default: none, the study is gone at the end.")
  private @Nullable Path file;

  @Option(
      names = "--study-name",
      paramLabel = "NAME",
      description = "Which study of the file. Default: the only one.")
  private @Nullable String name;

  @Option(
      names = "--search",
      paramLabel = "SPACE",
      defaultValue = "multiplier=log:0.1..10,learningRate=log:1e-3..1",
      description =
          "What is searched: options of train by their names, separated by commas: low..high,"
              + " log:low..high, int:low..high, or a|b|c; with \" if other=a\" only then. Default:"
              + " ${DEFAULT-VALUE}.")
  private String search;

  @Mixin private BudgetOptions budgetOptions;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Trials at once, each in a process of its own. Default: ${DEFAULT-VALUE}.")
  private int workers;

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
              + " ${DEFAULT-VALUE}.")
  private int confirm;

  @Option(
      names = "--no-theory",
      description =
          "Search without the forecast: no start around its optimum, no trial given up before its"
              + " first step.")
  private boolean withoutTheory;

  @Option(
      names = "--winner",
      paramLabel = "FILE",
      description = "Writes the winner's options; `evenkeel train @FILE` trains it again.")
  private @Nullable Path winner;

  @Mixin
  @SuppressWarnings(
      "UnusedVariable") // checked here, and handed on to the workers as they were given
  private RunOptions options;

  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    if (workers < 1) {
      throw new IllegalArgumentException("--workers is at least 1: " + workers);
    }
    pages.check();
    Budget budget = budgetOptions.budget();
    Space.parse(search); // a mistake there is reported before the data is read
    List<String> arguments = arguments();
    StudyPlan plan =
        new StudyPlan(
            RunOptions.parse(arguments),
            search,
            seeds,
            !withoutTheory,
            samplerSeed,
            confirm,
            arguments);
    plan.space();
    try (Tuning tuning = useJar(open(plan)).withWorkers(workers);
        ProgressBars progress = new ProgressBars(output.terminal());
        Interrupts interrupts = Interrupts.watch()) {
      StudyResult found = tuning.run(budget, progress);
      progress.finish();
      if (interrupts.came()) {
        return ExitCode.INTERRUPTED; // what is known is on disk
      }
      StudyResult result = found.withOrigin(found.origin().withCommand(output.command()));
      if (winner != null && result.finalists() != null) {
        write(result.finalists().arguments());
      }
      if (output.json()) {
        output.print(ResultJson.write(result));
      } else {
        StudyReport.print(output.terminal(), result);
      }
      pages.write(result, output);
    }
    return 0;
  }

  private Tuning open(StudyPlan plan) {
    return file == null
        ? Tuning.inMemory(plan)
        : Tuning.onDisk(file, name, plan, explicit(), StudyNote::read);
  }

  /** Starts workers by this command where it runs from its jar, whose manifest names the agent. */
  static Tuning useJar(Tuning tuning) {
    String path = System.getProperty("java.class.path");
    return path.endsWith("evenkeel.jar")
        ? tuning.withWorkerCommand(List.of("-jar", path, "worker"))
        : tuning;
  }

  /** The given options of a training, as they were typed. */
  private List<String> arguments() {
    Set<String> known = RunOptions.names();
    List<String> given = new ArrayList<>();
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      if (known.contains(option.longestName())) {
        given.add(option.longestName());
        if (option.arity().max() > 0) {
          given.add(option.originalStringValues().get(0));
        }
      }
    }
    if (!given.contains("--epochs")) {
      given.add("--epochs");
      given.add(EPOCHS);
    }
    return given;
  }

  /** Whether any option of the study's plan was given. */
  private boolean explicit() {
    Set<String> about = Set.of("--search", "--seeds", "--no-theory", "--sampler-seed", "--confirm");
    return arguments().size() > 2
        || command.commandLine().getParseResult().hasMatchedOption("--epochs")
        || about.stream()
            .anyMatch(one -> command.commandLine().getParseResult().hasMatchedOption(one));
  }

  private void write(List<String> options) {
    try {
      Files.writeString(winner, String.join("\n", options) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("--winner " + winner + ": " + e.getMessage(), e));
    }
  }
}
