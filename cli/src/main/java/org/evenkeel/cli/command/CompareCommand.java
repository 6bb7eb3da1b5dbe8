// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.evenkeel.cli.option.Requesting;
import org.evenkeel.cli.terminal.ComparisonTable;
import org.evenkeel.cli.terminal.ProgressBars;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that trains a network from several starts. */
@Command(
    name = "compare",
    description =
        "Starts the same network in several ways, measures the signal of each before training, trains"
            + " all of them alike, and shows them side by side.",
    sortOptions = false)
public final class CompareCommand implements Callable<Integer>, Requesting {

  @Option(
      names = "--starts",
      paramLabel = "RULES",
      defaultValue = "0.5/n,1/n,2/n,glorot,4/n",
      description =
          "Rules, separated by commas, each with a multiplier on its variance if wanted (he*4); data"
              + " corrects what auto draws by one batch; djl stands for the model's own defaults. Default: ${DEFAULT-VALUE}.")
  private String starts;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seeds that each start is trained with, the same for all. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private TrainingOptions trainingOptions;
  @Mixin private TrainingOptions.MetricOption metricOption;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  /** What the options ask for. */
  private record Request(
      Experiment experiment,
      List<Start> starts,
      int seeds,
      Goal goal,
      PageOptions.Showing showing) {}

  @Override
  public Request request() {
    PageOptions.Showing showing = pages.showing(output);
    List<Start> parsed = startOptions.starts(starts);
    startOptions.requireEffect(networkOptions.network(), parsed, false);
    return new Request(
        RunOptions.experiment(
            networkOptions, dataOptions, startOptions, parsed.get(0), trainingOptions),
        parsed,
        seeds,
        metricOption.goal(),
        showing);
  }

  @Override
  public Integer call() {
    Request request = request();
    Experiment experiment = output.read(request.experiment());
    Comparison result;
    try (ProgressBars progress = new ProgressBars(output.terminal())) {
      result =
          experiment
              .compare(request.starts(), seeds, metricOption.measured(), progress)
              .withCommand(output.command());
    }
    pages.show(result, output, terminal -> ComparisonTable.print(terminal, result));
    return 0;
  }
}
