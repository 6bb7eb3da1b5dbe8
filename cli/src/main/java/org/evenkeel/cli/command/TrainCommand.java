// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.ResultJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One training run from one start. */
@Command(
    name = "train",
    description = "Starts a network, measures its signal, trains it, and tells how that went.",
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {

  @Mixin private RunOptions options;
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pages.check();
    Start start = options.start();
    TrainingSettings settings = options.settings();
    Split data = options.data();
    Subject subject = options.subject(data);
    Experiment.Outcome outcome;
    try (Experiment experiment = new Experiment(subject, data, options.seed()).withHistograms();
        ProgressBar progress =
            output.terminal().progress(start.name(), settings.steps(data.training().size()))) {
      outcome = experiment.train(start, settings, progress);
    }
    Comparison result =
        new Comparison(
            Origins.of(output, options.seed(), subject, data, settings),
            List.of(
                Experiment.result(
                    start,
                    outcome.profile(),
                    output.json() || pages.given() ? subject : null,
                    List.of(outcome.run()))),
            settings.targetAccuracy());
    if (output.json()) {
      output.print(ResultJson.write(result));
    } else {
      RunTables.heading(output.terminal(), subject, data, settings);
      RunTables.training(output.terminal(), outcome, settings);
    }
    pages.write(result, output);
    return 0;
  }
}
