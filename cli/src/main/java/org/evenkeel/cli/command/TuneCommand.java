// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.option.SparkOption;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Interrupts;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.cli.terminal.StudyReport;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.experiment.Pace;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.report.file.AtomicFile;
import org.evenkeel.result.CommandLines;
import org.evenkeel.result.StudyResult;
import org.evenkeel.spark.Cluster;
import org.evenkeel.study.search.Budget;
import org.evenkeel.text.Words;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command that searches hyperparameters. */
@Command(
    name = "tune",
    description = {
      "Searches the multiplier on the initial weights' variance, next to the learning rate and any"
          + " other named hyperparameter, and measures whether it is worth tuning. A study with a file can"
          + " be interrupted and resumed; it is an Optuna journal.",
      "A setting's value is the lowest validation loss of an epoch, or --metric, the mean over its seeds; 10"
          + " epochs unless --epochs says otherwise."
    },
    sortOptions = false)
public final class TuneCommand implements Callable<Integer>, Requesting {

  /** The default number of epochs of a trial, fewer than that of a single training. */
  private static final String EPOCHS = "10";

  @Option(
      names = "--study",
      paramLabel = "FILE",
      description = "The study's file, created or resumed. Default: none, the study is not kept.")
  private @Nullable Path file;

  @Option(
      names = "--study-name",
      paramLabel = "NAME",
      description = "Which study of the file. Default: the only one.")
  private @Nullable String name;

  @Mixin private StudyOptions studyOptions;
  @Mixin private BudgetOptions budgetOptions;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "Trials at once, each in a process of its own. Default: ${DEFAULT-VALUE}, or with --spark as"
              + " many as the cluster runs tasks.")
  private int workers;

  @Mixin private SparkOption sparkOption;

  @Option(
      names = "--winner",
      paramLabel = "FILE",
      description = "Writes the winner's options; `evenkeel train @FILE` trains it again.")
  private @Nullable Path winner;

  @Mixin private RunOptions options;

  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Spec private CommandSpec command;

  /** What the options ask for. */
  private record Request(
      StudyPlan plan,
      Budget budget,
      int workers,
      Optional<String> spark,
      @Nullable Path file,
      @Nullable String name,
      @Nullable Path winner,
      List<String> enqueued,
      PageOptions.Showing showing) {}

  @Override
  public Request request() {
    if (workers < 1) {
      throw new IllegalArgumentException("--workers must be at least 1: " + workers);
    }
    PageOptions.Showing showing = pages.showing(output);
    options.requireEffect();
    return new Request(
        studyOptions.plan(arguments()),
        budgetOptions.budget(),
        workers,
        sparkOption.master(),
        file,
        name,
        winner,
        studyOptions.enqueued(),
        showing);
  }

  @Override
  public Integer call() {
    Request request = paced(request());
    Budget budget = request.budget();
    try (Interrupts interrupts = Interrupts.watch(output.terminal(), resume());
        Cluster cluster = sparkOption.connect("evenkeel tune");
        Tuning tuning = placed(cluster, request.plan());
        ProgressBars progress = new ProgressBars(output.terminal())) {
      output.read(tuning.read());
      request.enqueued().forEach(tuning::enqueue);
      StudyResult found = tuning.run(budget, progress);
      progress.finish();
      if (interrupts.came()) {
        return ExitCode.INTERRUPTED; // what is known is on disk
      }
      if (cluster != null) {
        cluster.requireOpen();
      }
      StudyResult result = found.withCommand(output.command());
      if (winner != null && result.finalists() != null) {
        AtomicFile.write(
            "winner",
            winner,
            CommandLines.file(result.finalists().arguments()).getBytes(StandardCharsets.UTF_8));
      }
      pages.show(result, output, terminal -> StudyReport.print(terminal, result));
    }
    return 0;
  }

  /**
   * The request with as many trials and seeds as the time suffices for on this machine, where
   * neither was given.
   */
  private Request paced(Request asked) {
    Duration time = asked.budget().time();
    if (time == null
        || asked.spark().isPresent() // other machines have another pace
        || !budgetOptions.isDefault()
        || studyOptions.hasSeeds()
        || (file != null && Files.exists(file))) {
      return asked;
    }
    Pace pace = Pace.of(asked.plan());
    int atOnce = Math.min(workers, Runtime.getRuntime().availableProcessors());
    Pace.Size size = pace.fitting(time, atOnce);
    if (size.trials() == asked.budget().trials() && size.seeds() == asked.plan().seeds()) {
      return asked;
    }
    boolean given = command.commandLine().getParseResult().hasMatchedOption("--epochs");
    int epochs = given ? 0 : asked.plan().fixedEpochs().orElse(0);
    int fewer = epochs == 0 ? 0 : pace.epochs(time, atOnce, epochs);
    output
        .terminal()
        .told(
            "pace      %.1f ms a step: %s with %s each%s, for %d seconds"
                .formatted(
                    1000 * pace.step(),
                    Words.count(size.trials(), "trial"),
                    Words.count(size.seeds(), "seed"),
                    fewer < epochs ? " and " + Words.count(fewer, "epoch") : "",
                    time.toSeconds()));
    StudyPlan plan = asked.plan().withSeeds(size.seeds(), size.confirmations()).withDoublings();
    return new Request(
        fewer < epochs ? plan.withEpochs(fewer) : plan,
        new Budget(size.trials(), time, null),
        asked.workers(),
        asked.spark(),
        asked.file(),
        asked.name(),
        asked.winner(),
        asked.enqueued(),
        asked.showing());
  }

  private String resume() {
    return file == null
        ? "interrupted; a study is kept with --study FILE"
        : "interrupted; go on with: " + output.typed();
  }

  /** The study, and where its trials run. */
  private Tuning placed(@Nullable Cluster cluster, StudyPlan plan) {
    if (cluster == null) {
      return withWorkers(open(plan, workers), workers, output.terminal());
    }
    Tuning tuning = open(plan, 1);
    boolean given = command.commandLine().getParseResult().hasMatchedOption("--workers");
    return tuning.withObjective(cluster.trials(tuning.plan()), given ? workers : cluster.slots());
  }

  private Tuning open(StudyPlan plan, int here) {
    return file == null
        ? Tuning.inMemory(plan)
        : Tuning.onDisk(file, name, plan, explicit(), here, StudyOptions::read);
  }

  /** Starts workers by this command where it runs from its jar, whose manifest names the agent. */
  static Tuning withWorkers(Tuning tuning, int workers, Terminal terminal) {
    String path = System.getProperty("java.class.path");
    if (path.endsWith("evenkeel.jar")) {
      tuning.withWorkerCommand(List.of("-jar", path, "worker"));
    }
    tuning.withWorkers(workers);
    if (tuning.workers() < workers) {
      terminal
          .err()
          .printf(
              "evenkeel: %d workers instead of %d: a trial uses a processor, and there are %d%n",
              tuning.workers(), workers, tuning.workers());
    }
    return tuning;
  }

  private List<String> arguments() {
    List<String> given = RunOptions.given(command.commandLine().getParseResult());
    return given.contains("--epochs")
        ? given
        : Stream.concat(given.stream(), Stream.of("--epochs", EPOCHS)).toList();
  }

  /** Whether any option of the study's plan was given, apart from those that name a class. */
  private boolean explicit() {
    ParseResult parsed = command.commandLine().getParseResult();
    return Stream.concat(RunOptions.names().stream(), StudyOptions.NAMES.stream())
        .filter(option -> !StudyOptions.CLASSES.contains(option))
        .anyMatch(parsed::hasMatchedOption);
  }
}
