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

  @Mixin private RunOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    NamedStart start = options.start();
    TrainingSettings settings = options.settings();
    Split data = options.data();
    Subject subject = options.subject(data);
    Experiment.Outcome outcome;
    try (Experiment experiment = new Experiment(subject, data, options.seed());
        ProgressBar progress =
            output.progress(start.name(), settings.steps(data.training().size()))) {
      outcome = experiment.train(start, settings, progress);
    }
    if (output.json()) {
      JsonObject document = new JsonObject();
      JsonArray runs = new JsonArray();
      runs.add(Json.outcome(outcome, options.seed()));
      document.add("runs", runs);
      output.print(document);
    } else {
      RunTables.heading(output, subject, data, settings);
      RunTables.training(output, outcome, settings);
    }
    return 0;
  }
}
