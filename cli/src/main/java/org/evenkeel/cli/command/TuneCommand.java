// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.search.Ending;
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

  /** The share of a search's time that the comparison at the end takes. */
  private static final double CONFIRMING = 0.2;

  @Option(
      names = "--study",
      paramLabel = "FILE",
      description =
          "The study's file, begun or gone on with. Default: none, the study is gone at the end.")
  private Path file;

  @Option(
      names = "--study-name",
      paramLabel = "NAME",
      description = "Which study of the file. Default: the only one.")
  private String name;

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
  private Path winner;

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
    StudyPlan plan =
        new StudyPlan(arguments(), search, seeds, !withoutTheory, samplerSeed, confirm);
    plan.space();
    TuneResult result;
    try (Tuning tuning =
            file == null
                ? Tuning.inMemory(plan, workers)
                : Tuning.onDisk(file, name, plan, explicit(), workers);
        Interrupts interrupts = Interrupts.watch()) {
      Ending ending = tuning.search(shortened(budget), output.terminal());
      result = TuneResult.of(tuning, ending, part(budget.time(), CONFIRMING), output.terminal());
      if (interrupts.came()) {
        return ExitCode.INTERRUPTED; // the process ends by the signal; what is known is on disk
      }
      if (winner != null && result.finalists().isPresent()) {
        write(result);
      }
      if (output.json() || pages.given()) {
        StudyResult study =
            result.study(
                Origins.of(
                    output,
                    tuning.options().seed(),
                    tuning.subject().description(),
                    Origins.data(tuning.data()),
                    tuning.training()),
                file);
        if (output.json()) {
          output.print(ResultJson.write(study));
        } else {
          TuneReport.print(output.terminal(), result, file);
        }
        pages.write(study, output);
      } else {
        TuneReport.print(output.terminal(), result, file);
      }
    }
    return 0;
  }

  /** The part of a time that is for the search. */
  private static Budget shortened(Budget budget) {
    return new Budget(budget.trials(), part(budget.time(), 1 - CONFIRMING), budget.target());
  }

  private static Duration part(Duration time, double share) {
    return time == null ? null : Duration.ofMillis((long) (share * time.toMillis()));
  }

  /** The options of a training run that were given, as they were given. */
  private List<String> arguments() {
    Set<String> known =
        TrialRuns.commandLine().getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .collect(Collectors.toSet());
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

  /** Whether anything was said of what the study is about. */
  private boolean explicit() {
    Set<String> about = Set.of("--search", "--seeds", "--no-theory", "--sampler-seed", "--confirm");
    return arguments().size() > 2
        || command.commandLine().getParseResult().hasMatchedOption("--epochs")
        || about.stream()
            .anyMatch(one -> command.commandLine().getParseResult().hasMatchedOption(one));
  }

  private void write(TuneResult result) {
    try {
      Files.writeString(winner, String.join("\n", result.winnerArguments()) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("--winner " + winner + ": " + e.getMessage(), e));
    }
  }
}
