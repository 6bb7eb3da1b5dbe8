// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ComparisonTable;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.result.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command that trains a network from one start. */
@Command(
    name = "train",
    description = "Starts a network, measures its signal, trains it, and tells how that went.",
    sortOptions = false)
public final class TrainCommand implements Callable<Integer>, Requesting {

  @Mixin private RunOptions options;
  @Mixin private TrainingOptions.MetricOption metricOption;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(Experiment experiment, Goal goal, PageOptions.Showing showing) {}

  @Override
  public Request request() {
    PageOptions.Showing showing = pages.showing(output);
    options.requireEffect();
    return new Request(options.experiment(), metricOption.goal(), showing);
  }

  @Override
  public Integer call() {
    Experiment experiment = output.read(request().experiment());
    Comparison result;
    try (ProgressBars progress = new ProgressBars(output.terminal())) {
      result =
          experiment
              .compare(List.of(experiment.start()), 1, metricOption.measured(), progress)
              .withCommand(output.command());
    }
    pages.show(result, output, terminal -> ComparisonTable.training(terminal, result));
    return 0;
  }
}
