// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.evenkeel.result.CommandLines;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.text.Table.Column;
import org.evenkeel.text.Text;
import org.jspecify.annotations.Nullable;

/** The result of a study as tables and sentences. */
public final class StudyReport {

  private static final Set<String> FAILURES =
      Set.of(Evaluation.Outcome.FAILED.label(), Evaluation.Outcome.CRASHED.label());

  private final Terminal terminal;
  private final StudyResult study;

  private StudyReport(Terminal terminal, StudyResult study) {
    this.terminal = terminal;
    this.study = study;
  }

  /** Prints the report. */
  public static void print(Terminal terminal, StudyResult study) {
    new StudyReport(terminal, study).print();
  }

  private void print() {
    heading();
    if (study.finalists() == null) {
      terminal.print("");
      terminal.print(
          "interrupted".equals(study.ending())
              ? "Not done yet."
              : "No trial has a value: nothing trained to its end.");
      return;
    }
    ResponseTable.print(terminal, study);
    bests();
    signals();
    terminal.print("");
    answer();
    terminal.print("");
    terminal.print("Train the winner again, to the value of its first seed:");
    terminal.line("  evenkeel train " + CommandLines.quoted(study.finalists().arguments()));
  }

  private void heading() {
    ComparisonTable.heading(terminal, study.origin());
    terminal.print("search    " + study.space());
    StudyResult.TheoryRange theory = study.theory();
    if (theory != null) {
      terminal.print(
          "theory    multipliers %s to %s may work; %s keeps signal and gradient most level"
              .formatted(
                  Numbers.number(theory.low(), 2),
                  Numbers.number(theory.high(), 2),
                  Numbers.number(theory.optimum(), 2)));
    }
    String file = study.name();
    terminal.print("study     " + tally(study.trials()) + (file == null ? "" : "; in " + file));
    String resume =
        file == null
            ? "; with --study FILE it could be resumed"
            : "; %s resumes it".formatted(Text.tied("evenkeel tune --study " + file));
    if (study.ending() != null) {
      switch (study.ending()) {
        case "time" -> terminal.print("          time was up" + resume);
        case "interrupted" -> terminal.print("          interrupted" + resume);
        case "exhausted" -> terminal.print("          every setting was tried");
        default -> {}
      }
    }
    study.trials().stream()
        .filter(trial -> FAILURES.contains(TrialNotes.outcome(trial)))
        .forEach(
            trial ->
                terminal.print(
                    "          trial %d failed: %s"
                        .formatted(trial.number(), TrialNotes.message(trial))));
  }

  /** The number of trials of a study, by outcome. */
  public static String tally(List<Trial> trials) {
    Tally tally = Tally.of(trials);
    return "%d trials: %d complete, %d pruned, %d given up before the first step, %d failed; %,d training steps"
        .formatted(
            trials.size(),
            tally.complete(),
            tally.pruned(),
            tally.infeasible(),
            tally.failed(),
            tally.steps());
  }

  /** The signal before training of the best setting and of the best with multiplier 1. */
  private void signals() {
    StudyResult.Finalists finalists = study.finalists();
    Table table =
        Table.of(
            Column.of("trial"),
            Column.of("multiplier"),
            Column.of("signal over depth").thinned(),
            Column.of("gradient over depth").thinned(),
            Column.of("verdict"));
    List<String> causes = new ArrayList<>();
    signal(table, causes, finalists.optimum(), finalists.optimumSignal());
    if (finalists.standard() != null && !finalists.standard().equals(finalists.optimum())) {
      signal(table, causes, finalists.standard(), finalists.standardSignal());
    }
    if (!table.isEmpty()) {
      terminal.print("");
      terminal.print(table);
      terminal.print(Sparkline.scale(terminal));
      causes.forEach(terminal::print);
    }
  }

  private void signal(
      Table table, List<String> causes, Trial trial, @Nullable SignalProfile signal) {
    if (signal == null) {
      return;
    }
    table.row(
        Integer.toString(trial.number()),
        text(trial.setting().values().get(StudyResult.MULTIPLIER)),
        Sparkline.of(terminal, signal.layers(), LayerSignal::forward),
        Sparkline.of(terminal, signal.layers(), LayerSignal::gradient),
        ProfileSummary.state(terminal, signal.verdict()));
    if (!signal.verdict().healthy()) {
      causes.add("trial %d: %s.".formatted(trial.number(), signal.verdict().cause()));
    }
  }

  private void bests() {
    terminal.print("");
    Table table =
        Table.of(
            Column.of(""),
            Column.of("best"),
            Column.of("95 % interval").wrapped(16),
            Column.of("importance"));
    for (Hyperparameter one : study.space().hyperparameters()) {
      Surface.BestValue best = study.estimates().bests().get(one.name());
      table.row(
          one.name(),
          text(study.finalists().optimum().setting().values().get(one.name())),
          best == null ? "-" : interval(best),
          study.estimates().importance().stream()
              .filter(i -> i.name().equals(one.name()))
              .findFirst()
              .map(StudyReport::share)
              .orElse("-"));
    }
    terminal.print(table);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Double number) {
      return Numbers.number(number, 3);
    }
    return value == null ? "-" : String.valueOf(value);
  }

  private static String interval(Surface.BestValue best) {
    if (!best.shares().isEmpty()) {
      return String.join(
          ", ",
          best.shares().entrySet().stream()
              .map(one -> "%s %.0f %%".formatted(one.getKey(), 100 * one.getValue()))
              .toList());
    }
    return best.low() == null
        ? "-"
        : "%s to %s".formatted(Numbers.number(best.low(), 2), Numbers.number(best.high(), 2));
  }

  private static String share(Importance importance) {
    return "%.0f %% (%.0f to %.0f)"
        .formatted(
            100 * importance.share(),
            100 * importance.interval().low(),
            100 * importance.interval().high());
  }

  private void answer() {
    StudyAnswer answer = study.answer().orElseThrow();
    String words = answer.kind().toString();
    terminal.print(
        terminal.colored(
                "bold", words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1))
            + ". "
            + answer.sentence()
            + (answer.kind() == StudyAnswer.Kind.UNDECIDED ? " Add --trials or --confirm." : ""));
  }
}
