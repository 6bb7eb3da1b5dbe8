// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Split;
import org.evenkeel.djl.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One training run from one start. */
@Command(
    name = "train",
    description = "Starts a network, measures its signal, trains it, and tells how that went.",
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {

  @Mixin private RuleOption ruleOption;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private TrainingOptions trainingOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    NamedStart start = startOptions.start(ruleOption.rule());
    TrainingSettings settings = trainingOptions.settings(startOptions.seed());
    networkOptions.check();
    Split data = dataOptions.read(startOptions.seed());
    Subject subject = networkOptions.subject(data.training());
    Experiment.Outcome outcome;
    try (Experiment experiment = new Experiment(subject, data, startOptions.seed());
        ProgressBar progress =
            output.progress(start.name(), settings.steps(data.training().size()))) {
      outcome = experiment.train(start, settings, progress);
    }
    if (output.json()) {
      JsonObject document = new JsonObject();
      JsonArray runs = new JsonArray();
      runs.add(Json.outcome(outcome, startOptions.seed()));
      document.add("runs", runs);
      output.print(document);
    } else {
      Report.heading(output, subject, data, settings);
      Report.training(output, outcome, settings);
    }
    return 0;
  }
}
