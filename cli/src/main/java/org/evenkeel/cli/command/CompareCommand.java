// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.ResultJson;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.training.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same network from several starts, side by side. */
@Command(
    name = "compare",
    description =
        "Starts the same network in several ways, measures the signal of each before training, trains"
            + " all of them alike, and shows them side by side.",
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {

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
  @Mixin private PageOptions pages;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pages.check();
    if (seeds < 1) {
      throw new IllegalArgumentException("a start is trained with at least one seed: " + seeds);
    }
    List<Start> parsed = startOptions.starts(starts);
    TrainingSettings settings = trainingOptions.settings(startOptions.seed());
    networkOptions.check();
    Split data = dataOptions.read(startOptions.seed());
    Subject subject = networkOptions.subject(data.training());
    long steps = settings.steps(data.training().size());
    boolean whole = output.json() || pages.given();
    List<StartResult> results = new ArrayList<>();
    for (Start start : parsed) {
      List<TrainingRun> runs = new ArrayList<>();
      SignalProfile profile = null;
      try (ProgressBar progress = output.terminal().progress(start.name(), seeds * steps)) {
        for (int i = 0; i < seeds; i++) {
          long seed = startOptions.seed() + i;
          try (Experiment experiment = new Experiment(subject, data, seed).withHistograms()) {
            TrainingSettings seeded = settings.withSeed(seed);
            Experiment.Outcome outcome = experiment.train(start.withSeed(seed), seeded, progress);
            profile = profile == null ? outcome.profile() : profile;
            runs.add(outcome.run());
          }
        }
      }
      results.add(Experiment.result(start, profile, whole ? subject : null, runs));
    }
    Comparison result =
        new Comparison(
            Origins.of(output, startOptions.seed(), subject, data, settings),
            results,
            settings.targetAccuracy());
    if (output.json()) {
      output.print(ResultJson.write(result));
    } else {
      RunTables.heading(output.terminal(), subject, data, settings);
      RunTables.comparison(output.terminal(), result);
    }
    pages.write(result, output);
    return 0;
  }
}
