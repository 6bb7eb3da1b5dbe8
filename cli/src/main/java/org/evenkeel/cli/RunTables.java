// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.List;
import org.evenkeel.cli.Table.Column;
import org.evenkeel.data.Split;
import org.evenkeel.djl.TrainingRun;
import org.evenkeel.djl.TrainingSettings;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Verdict;

/** What became of trainings, as tables. */
final class RunTables {

  private RunTables() {}

  static void heading(Output output, Subject subject, Split data, TrainingSettings settings) {
    output.print("network   " + subject.description());
    output.print(
        "data      %s: %,d to train, %,d to validate, %d classes"
            .formatted(
                data.training().name(),
                data.training().size(),
                data.validation().size(),
                data.training().classes()));
    if (settings != null) {
      output.print(
          "training  %s, learning rate %s, batches of %d, %d epochs, seed %d"
              .formatted(
                  settings.optimizer(),
                  Numbers.number(settings.learningRate()),
                  Math.min(settings.batch(), data.training().size()),
                  settings.epochs(),
                  settings.seed()));
    }
  }

  /** One row for each start. */
  static void comparison(
      Output output, List<Experiment.Outcome> outcomes, TrainingSettings settings) {
    output.print("");
    Table table =
        Table.of(
            Column.of("start").shortened(),
            Column.of("signal over depth").thinned(),
            Column.of("last E[z²]").ranked(3),
            Column.of("gradient 1st/last").ranked(2),
            Column.of("verdict"),
            Column.of("training"),
            Column.of("loss").ranked(1),
            Column.of("accuracy"),
            Column.of("%.0f %%".formatted(100 * settings.targetAccuracy())).in("steps to"));
    for (Experiment.Outcome outcome : outcomes) {
      List<LayerSignal> layers = outcome.profile().layers();
      TrainingRun run = outcome.run();
      table.row(
          outcome.start().name(),
          Story.sparkline(layers, LayerSignal::forward),
          Story.number(layers.get(layers.size() - 1).forward()),
          Story.number(layers.get(0).gradient()),
          Story.colored(outcome.profile().verdict().state()),
          Story.colored(run.state()),
          Numbers.fixed(run.last().validationLoss(), 3),
          Numbers.percent(run.last().validationAccuracy()),
          run.stepsToTarget() == null ? "-" : "%,d".formatted(run.stepsToTarget()));
    }
    table.print(output);
    output.print("");
    output.print(Sparkline.scale());
    for (Experiment.Outcome outcome : outcomes) {
      Verdict verdict = outcome.profile().verdict();
      if (!verdict.healthy()) {
        output.print("%s: %s.".formatted(outcome.start().name(), verdict.cause()));
      }
    }
    output.print("");
    output.print(conclusion(outcomes));
  }

  private static String conclusion(List<Experiment.Outcome> outcomes) {
    Experiment.Outcome best = null;
    for (Experiment.Outcome outcome : outcomes) {
      if (outcome.run().state() == TrainingRun.State.TRAINED
          && (best == null
              || outcome.run().last().validationAccuracy()
                  > best.run().last().validationAccuracy())) {
        best = outcome;
      }
    }
    return best == null
        ? "None of these starts trains."
        : "%s trains best: %s of the validation examples are right."
            .formatted(
                best.start().name(), Numbers.percent(best.run().last().validationAccuracy()));
  }

  /** One row for each epoch, thinned out evenly. */
  static void training(Output output, Experiment.Outcome outcome, TrainingSettings settings) {
    output.print("");
    Story.print(output, outcome.profile());
    output.print("");
    Table table = Table.of("epoch", "training loss", "validation loss", "accuracy");
    List<TrainingRun.Epoch> epochs = outcome.run().epochs();
    for (int i : Table.chosen(epochs.size(), 20)) {
      TrainingRun.Epoch epoch = epochs.get(i);
      table.row(
          "%,d".formatted(epoch.epoch()),
          Numbers.fixed(epoch.trainLoss(), 4),
          Numbers.fixed(epoch.validationLoss(), 4),
          Numbers.percent(epoch.validationAccuracy()));
    }
    table.print(output);
    output.print("");
    TrainingRun run = outcome.run();
    output.print(
        "%s: accuracy %s%s"
            .formatted(
                Story.colored(run.state()),
                Numbers.percent(run.last().validationAccuracy()),
                run.stepsToTarget() == null
                    ? ""
                    : "; %s reached after %,d steps"
                        .formatted(
                            Numbers.percent(settings.targetAccuracy()), run.stepsToTarget())));
  }
}
