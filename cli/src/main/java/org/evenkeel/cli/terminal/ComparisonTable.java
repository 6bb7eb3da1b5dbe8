// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.result.Origin;
import org.evenkeel.result.Ranking;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.result.TrainedStart.Spread;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Verdict;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;
import org.evenkeel.training.TrainingRun;

/** Comparisons and trainings as tables. */
public final class ComparisonTable {

  /** The number of epochs that a table shows. */
  private static final int EPOCHS = 20;

  private ComparisonTable() {}

  /** Prints the network, the data and the training of a result. */
  public static void heading(Terminal terminal, Origin origin) {
    if (origin.remark() != null) {
      terminal.print("remark    " + origin.remark());
    }
    if (origin.network() != null) {
      terminal.print("network   " + origin.network());
    }
    terminal.print("data      " + origin.data());
    if (origin.training() != null) {
      terminal.print("training  " + origin.training());
    }
  }

  /** Prints one row for each start, with medians and ranges over several seeds, and the ranking. */
  public static void print(Terminal terminal, Comparison comparison) {
    heading(terminal, comparison.origin());
    terminal.print("");
    int seeds = comparison.starts().get(0).runs().size();
    terminal.print(columns(terminal, comparison, seeds > 1).of(comparison.starts()));
    terminal.print("");
    terminal.print(Sparkline.scale(terminal));
    if (seeds > 1) {
      terminal.print(
          comparison.targetAccuracy() == null
              ? "Values are medians over those of %d seeds that did not diverge.".formatted(seeds)
              : "Loss and accuracy are medians over those of %d seeds that did not diverge; steps are the median over all seeds."
                  .formatted(seeds));
    }
    comparison
        .starts()
        .forEach(
            start ->
                start
                    .trained()
                    .test()
                    .ifPresent(told -> terminal.print(start.name() + ": " + told + ".")));
    comparison.starts().stream()
        .flatMap(start -> start.profile().remark().stream())
        .distinct()
        .forEach(remark -> terminal.print(remark + "."));
    for (StartResult start : comparison.starts()) {
      Verdict verdict = start.profile().verdict();
      if (!verdict.healthy()) {
        terminal.print("%s: %s.".formatted(start.name(), verdict.cause()));
      }
    }
    terminal.print("");
    terminal.print(conclusion(comparison));
  }

  private static Table.Columns<StartResult> columns(
      Terminal terminal, Comparison comparison, boolean ranges) {
    Table.Columns<StartResult> columns =
        new Table.Columns<StartResult>()
            .with(Column.of("start").shortened(), StartResult::name)
            .with(
                Column.of("signal over depth").thinned(),
                start -> Sparkline.of(terminal, start.profile().layers(), LayerSignal::forward))
            .with(
                Column.of("last E[z²]").ranked(ranges ? 4 : 3),
                start -> number(layers(start).get(layers(start).size() - 1).forward()))
            .with(
                Column.of("gradient 1st/last").ranked(ranges ? 3 : 2),
                start -> number(layers(start).get(0).gradient()))
            .with("verdict", start -> ProfileSummary.state(terminal, start.profile().verdict()))
            .with("training", start -> states(terminal, start.runs()))
            .with(
                Column.of("loss").ranked(1),
                start -> loss(start).map(l -> Numbers.fixed(l.median(), 3)).orElse("-"))
            .with(
                Column.of("its range").ranked(5),
                start -> ranges ? range(loss(start), value -> Numbers.fixed(value, 3)) : "");
    if (comparison.metric() != null) {
      columns
          .with(
              comparison.metric(),
              start -> metric(start).map(m -> Numbers.fixed(m.median(), 3)).orElse("-"))
          .with(
              Column.of("its range").ranked(2),
              start -> ranges ? range(metric(start), value -> Numbers.fixed(value, 3)) : "");
    }
    if (comparison.targetAccuracy() == null) {
      return columns; // numbers are told, so there are no classes
    }
    return columns
        .with(
            "accuracy", start -> accuracy(start).map(a -> Numbers.percent(a.median())).orElse("-"))
        .with(
            Column.of("its range").ranked(2),
            start -> ranges ? range(accuracy(start), value -> Numbers.fixed(100 * value, 1)) : "")
        .with(
            Column.of("%.0f %%".formatted(100 * comparison.targetAccuracy())).in("steps to"),
            start -> steps(start.trained()));
  }

  private static List<LayerSignal> layers(StartResult start) {
    return start.profile().layers();
  }

  private static Optional<Spread> loss(StartResult start) {
    return start.trained().last(TrainingRun.Epoch::validationLoss);
  }

  private static Optional<Spread> metric(StartResult start) {
    return start.trained().last(TrainingRun.Epoch::measured);
  }

  private static Optional<Spread> accuracy(StartResult start) {
    return start.trained().last(TrainingRun.Epoch::validationAccuracy);
  }

  /** The measured value, else the predicted one; empty where neither is known. */
  private static String number(Quantity quantity) {
    return quantity.known() == null ? "" : Numbers.number(quantity.known());
  }

  private static String range(Optional<Spread> spread, DoubleFunction<String> text) {
    return spread
        .map(known -> text.apply(known.low()) + " to " + text.apply(known.high()))
        .orElse("-");
  }

  private static String states(Terminal terminal, List<TrainingRun> runs) {
    Map<TrainingRun.State, Integer> counts = new LinkedHashMap<>();
    runs.forEach(run -> counts.merge(run.state(), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(
            state ->
                (runs.size() == 1 || counts.size() == 1 ? "" : state.getValue() + " ")
                    + terminal.colored(
                        state.getKey() == TrainingRun.State.TRAINED, state.getKey().label()))
        .collect(Collectors.joining(", "));
  }

  /** The median of the steps to the target, with the number of seeds that reached it. */
  private static String steps(TrainedStart start) {
    double median = start.stepsToTarget().median();
    String steps = Double.isFinite(median) ? Numbers.steps(median) : "-";
    int seeds = start.runs().size();
    return start.reached() == 0 || start.reached() == seeds
        ? steps
        : "%s (%d of %d)".formatted(steps, start.reached(), seeds);
  }

  private static String conclusion(Comparison comparison) {
    Ranking ranking = Ranking.of(TrainedStart.of(comparison), comparison.targetAccuracy());
    String state = ranking.trains() ? ranking.state() : "No start trains well";
    return state + ": " + ranking.sentence();
  }

  /** Prints the signal before training, and the learning curve of a single training. */
  public static void training(Terminal terminal, Comparison comparison) {
    StartResult start = comparison.starts().get(0);
    heading(terminal, comparison.origin());
    terminal.print("");
    ProfileSummary.print(terminal, start.profile());
    terminal.print("");
    TrainingRun run = start.runs().get(0);
    Table.Columns<TrainingRun.Epoch> columns =
        new Table.Columns<TrainingRun.Epoch>()
            .with("epoch", epoch -> "%,d".formatted(epoch.epoch()))
            .with("training loss", epoch -> Numbers.fixed(epoch.trainLoss(), 4))
            .with("validation loss", epoch -> Numbers.fixed(epoch.validationLoss(), 4));
    boolean classes =
        run.epochs().stream()
            .noneMatch(
                one ->
                    Double.isNaN(one.validationAccuracy()) && !Double.isNaN(one.validationLoss()));
    if (classes) {
      columns.with("accuracy", epoch -> Numbers.percent(epoch.validationAccuracy()));
    }
    if (comparison.metric() != null) {
      columns.with(comparison.metric(), epoch -> Numbers.fixed(epoch.measured(), 4));
    }
    terminal.print(
        columns.of(
            IntStream.of(Table.chosen(run.epochs().size(), EPOCHS))
                .mapToObj(run.epochs()::get)
                .toList()));
    terminal.print("");
    terminal.print(
        "%s: %s%s%s"
            .formatted(
                terminal.colored(run.state() == TrainingRun.State.TRAINED, run.state().label()),
                classes
                    ? "accuracy " + Numbers.percent(run.last().validationAccuracy())
                    : "validation loss " + Numbers.fixed(run.last().validationLoss(), 4),
                comparison.metric() == null || Double.isNaN(run.last().measured())
                    ? ""
                    : ", %s %s"
                        .formatted(comparison.metric(), Numbers.fixed(run.last().measured(), 4)),
                (run.stepsToTarget() == null
                        ? ""
                        : "; %s reached after %,d steps"
                            .formatted(
                                Numbers.percent(comparison.targetAccuracy()), run.stepsToTarget()))
                    + (run.peakLoss() == null
                        ? ""
                        : "; its loss was %s at the worst"
                            .formatted(Numbers.number(run.peakLoss())))));
    start.trained().test().ifPresent(told -> terminal.print("Test examples: " + told + "."));
  }
}
