// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.evenkeel.cli.Table.Column;
import org.evenkeel.data.Split;
import org.evenkeel.djl.TrainingRun;
import org.evenkeel.djl.TrainingSettings;
import org.evenkeel.report.result.Comparison;
import org.evenkeel.report.result.Comparison.StartResult;
import org.evenkeel.report.result.Run;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Verdict;

/** What became of trainings, as tables. */
final class RunTables {

  private RunTables() {}

  static void heading(Output output, Subject subject, Split data, TrainingSettings settings) {
    output.print("network   " + subject.description());
    output.print("data      " + Origins.data(data));
    if (settings != null) {
      output.print("training  " + Origins.training(settings, data));
    }
  }

  /** One row for each start; of several seeds the mean, and the median of steps. */
  static void comparison(Output output, Comparison comparison) {
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
            Column.of("%.0f %%".formatted(100 * comparison.targetAccuracy())).in("steps to"));
    for (StartResult start : comparison.starts()) {
      List<LayerSignal> layers = start.profile().layers();
      table.row(
          start.name(),
          Story.sparkline(layers, LayerSignal::forward),
          Story.number(layers.get(layers.size() - 1).forward()),
          Story.number(layers.get(0).gradient()),
          Story.colored(start.profile().verdict().state()),
          states(start.runs()),
          Numbers.fixed(mean(start.runs(), Run.Epoch::validationLoss), 3),
          Numbers.percent(mean(start.runs(), Run.Epoch::validationAccuracy)),
          steps(start.runs()));
    }
    table.print(output);
    output.print("");
    output.print(Sparkline.scale());
    int seeds = comparison.starts().get(0).runs().size();
    if (seeds > 1) {
      output.print(
          "Loss and accuracy are means over %d seeds; steps are the median, of those that get there."
              .formatted(seeds));
    }
    for (StartResult start : comparison.starts()) {
      Verdict verdict = start.profile().verdict();
      if (!verdict.healthy()) {
        output.print("%s: %s.".formatted(start.name(), verdict.cause()));
      }
    }
    output.print("");
    output.print(conclusion(comparison));
  }

  private static String states(List<Run> runs) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    runs.forEach(run -> counts.merge(run.state(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(
            state ->
                (runs.size() == 1 || counts.size() == 1 ? "" : state.getValue() + " ")
                    + Story.colored(
                        TrainingRun.State.valueOf(state.getKey().toUpperCase(Locale.ROOT))))
        .collect(Collectors.joining(", "));
  }

  private static double mean(List<Run> runs, ToDoubleFunction<Run.Epoch> value) {
    return runs.stream()
        .map(run -> run.epochs().get(run.epochs().size() - 1))
        .mapToDouble(value)
        .average()
        .orElse(Double.NaN);
  }

  private static String steps(List<Run> runs) {
    List<Long> reached =
        runs.stream().map(Run::stepsToTarget).filter(Objects::nonNull).sorted().toList();
    if (reached.isEmpty()) {
      return "-";
    }
    String median = "%,d".formatted(reached.get((reached.size() - 1) / 2));
    return reached.size() == runs.size()
        ? median
        : "%s (%d of %d)".formatted(median, reached.size(), runs.size());
  }

  private static String conclusion(Comparison comparison) {
    StartResult best = null;
    double highest = -1;
    for (StartResult start : comparison.starts()) {
      double accuracy = mean(start.runs(), Run.Epoch::validationAccuracy);
      boolean trained =
          start.runs().stream().allMatch(r -> r.state().equals(TrainingRun.State.TRAINED.label()));
      if (trained && accuracy > highest) {
        best = start;
        highest = accuracy;
      }
    }
    return best == null
        ? "None of these starts trains."
        : "%s trains best: %s of the validation examples are right."
            .formatted(best.name(), Numbers.percent(highest));
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
