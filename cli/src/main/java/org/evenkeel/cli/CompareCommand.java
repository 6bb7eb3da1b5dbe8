// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.evenkeel.data.Split;
import org.evenkeel.djl.TrainingSettings;
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
final class CompareCommand implements Callable<Integer> {

  @Option(
      names = "--starts",
      paramLabel = "RULES",
      defaultValue = "0.5/n,1/n,2/n,glorot,4/n",
      description =
          "Rules, separated by commas, each with a multiplier on its variance if wanted (he*4); data"
              + " corrects what auto draws by one batch; djl stands for the model's own defaults. Default: ${DEFAULT-VALUE}.")
  private String starts;

  @Mixin private NetworkOptions networkOptions;
  @Mixin private DataOptions dataOptions;
  @Mixin private StartOptions startOptions;
  @Mixin private TrainingOptions trainingOptions;
  @Mixin private Output output;

  @Override
  public Integer call() {
    List<NamedStart> parsed = startOptions.starts(starts);
    TrainingSettings settings = trainingOptions.settings(startOptions.seed());
    networkOptions.check();
    Split data = dataOptions.read(startOptions.seed());
    Subject subject = networkOptions.subject(data.training());
    long steps = settings.steps(data.training().size());
    List<Experiment.Outcome> outcomes = new ArrayList<>();
    try (Experiment experiment = new Experiment(subject, data, startOptions.seed())) {
      for (NamedStart start : parsed) {
        try (ProgressBar progress = output.progress(start.name(), steps)) {
          outcomes.add(experiment.train(start, settings, progress));
        }
      }
    }
    if (output.json()) {
      JsonObject document = new JsonObject();
      JsonArray runs = new JsonArray();
      outcomes.forEach(outcome -> runs.add(Json.outcome(outcome, startOptions.seed())));
      document.add("runs", runs);
      output.print(document);
    } else {
      RunTables.heading(output, subject, data, settings);
      RunTables.comparison(output, outcomes, settings);
    }
    return 0;
  }
}
