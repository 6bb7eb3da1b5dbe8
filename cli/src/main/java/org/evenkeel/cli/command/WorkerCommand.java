// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Interrupts;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.cli.terminal.StudyReport;
import org.evenkeel.data.DataSource;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.experiment.WorkerMain;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.result.ResultJson;
import org.evenkeel.study.search.Budget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that runs trials of a study that another process created. */
@Command(
    name = "worker",
    description = {
      "Joins a study from another shell: runs trials as tune does until all are done. Without"
          + " --study it reads one JSON object a line from stdin, trains, and answers on stdout; a"
          + " search in another language can run workers in this way."
    },
    sortOptions = false)
public final class WorkerCommand implements Callable<Integer>, Requesting {

  @Option(names = "--study", paramLabel = "FILE", description = "The study's file.")
  private @Nullable Path file;

  @Option(
      names = "--study-name",
      paramLabel = "NAME",
      description = "Which study of the file. Default: the only one.")
  private @Nullable String name;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Trials at once, each in a process of its own. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description = "Where the study's data are on this machine. Default: where it found them.")
  private @Nullable String data;

  @Option(
      names = "--metric",
      paramLabel = "CLASS",
      description =
          "The study's metric, where that is a class of yours, which a file alone does not load.")
  private @Nullable String metric;

  @Mixin private NetworkOptions.FactoryOptions factoryOptions;
  @Mixin private BudgetOptions budgetOptions;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(
      @Nullable Path file,
      @Nullable String name,
      int workers,
      NetworkSource.@Nullable Factory factory,
      @Nullable String metric,
      @Nullable DataSource data,
      Budget budget,
      boolean json,
      boolean quiet) {}

  @Override
  public Request request() {
    if (workers < 1) {
      throw new IllegalArgumentException("--workers must be at least 1: " + workers);
    }
    if (data != null && file == null) {
      throw new IllegalArgumentException(
          "--data applies to the study that --study names: '%s'; omit it, or add --study"
              .formatted(data));
    }
    return new Request(
        file,
        name,
        workers,
        factoryOptions.factory(),
        metric == null ? null : Goal.LOSS.withMetric(metric).metric(),
        data == null ? null : DataSource.of(data),
        budgetOptions.budget(),
        output.json(),
        output.quiet());
  }

  @Override
  public Integer call() {
    Request request = request();
    if (file == null) {
      return WorkerMain.serve(StudyOptions::read);
    }
    try (Interrupts interrupts =
            Interrupts.watch(output.terminal(), "interrupted; go on with: " + output.typed());
        Tuning tuning =
            TuneCommand.withWorkers(
                Tuning.join(
                    file, name, request.factory(), request.metric(), data, StudyOptions::read),
                workers,
                output.terminal());
        ProgressBars progress = new ProgressBars(output.terminal())) {
      output.read(tuning.read());
      tuning.search(request.budget(), progress);
      if (interrupts.came()) {
        return ExitCode.INTERRUPTED;
      }
      if (output.json()) {
        output.print(ResultJson.tally(tuning.trials()));
      } else {
        progress.finish();
        output.terminal().print(StudyReport.tally(tuning.trials()));
      }
    }
    return 0;
  }
}
