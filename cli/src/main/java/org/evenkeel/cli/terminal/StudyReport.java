// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
    if (study.test() != null) {
      terminal.print(
          "Test examples, looked at once: trial %d has %s %s."
              .formatted(
                  study.test().trial(),
                  study.valued(),
                  Numbers.fixed(study.value(study.test().value()), 3)));
    }
    terminal.print("");
    terminal.print("Train the winner again, to the value of its first seed:");
    terminal.line("  " + CommandLines.train(study.finalists().arguments()));
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
        case "time" ->
            terminal.print("          time was up" + (study.missing() == null ? resume : ""));
        case "interrupted" -> terminal.print("          interrupted" + resume);
        case "exhausted" -> terminal.print("          every setting was tried");
        default -> {}
      }
    }
    if (study.missing() != null) {
      terminal.print("missing   " + study.missing() + "; " + goesOn(file));
    }
    study.trials().stream()
        .filter(trial -> FAILURES.contains(TrialNotes.outcome(trial)))
        .forEach(
            trial ->
                terminal.print(
                    "          trial %d failed: %s"
                        .formatted(trial.number(), TrialNotes.message(trial))));
  }

  /** The command that goes on with a study. */
  private String goesOn(@Nullable String file) {
    String command = study.origin().command();
    return file != null
        ? "go on with: " + Text.tied("evenkeel tune --study " + CommandLines.quoted(List.of(file)))
        : "a study that is kept goes on: %s"
            .formatted(
                Text.tied((command == null ? "evenkeel tune" : command) + " --study study.jsonl"));
  }

  /** The number of trials of a study, by outcome. */
  public static String tally(List<Trial> trials) {
    Tally tally = Tally.of(trials);
    return "%d trials: %d complete, %d pruned, %d given up before the first step, %d failed%s; %,d training steps"
        .formatted(
            trials.size(),
            tally.complete(),
            tally.pruned(),
            tally.infeasible(),
            tally.failed(),
            tally.running() == 0 ? "" : ", %d running elsewhere".formatted(tally.running()),
            tally.steps());
  }

  /** The signal before training of the best setting and of the best with multiplier 1. */
  private void signals() {
    StudyResult.Finalists finalists = study.finalists();
    Map<Trial, SignalProfile> signals = new LinkedHashMap<>();
    if (finalists.optimumSignal() != null) {
      signals.put(finalists.optimum(), finalists.optimumSignal());
    }
    if (finalists.standard() != null && finalists.standardSignal() != null) {
      signals.putIfAbsent(finalists.standard(), finalists.standardSignal());
    }
    if (signals.isEmpty()) {
      return;
    }
    terminal.print("");
    terminal.print(
        new Table.Columns<Map.Entry<Trial, SignalProfile>>()
            .with("trial", one -> Integer.toString(one.getKey().number()))
            .with(
                StudyResult.MULTIPLIER,
                one -> text(one.getKey().setting().values().get(StudyResult.MULTIPLIER)))
            .with(
                Column.of("signal over depth").thinned(),
                one -> Sparkline.of(terminal, one.getValue().layers(), LayerSignal::forward))
            .with(
                Column.of("gradient over depth").thinned(),
                one -> Sparkline.of(terminal, one.getValue().layers(), LayerSignal::gradient))
            .with("verdict", one -> ProfileSummary.state(terminal, one.getValue().verdict()))
            .of(signals.entrySet()));
    terminal.print(Sparkline.scale(terminal));
    signals.values().stream()
        .flatMap(signal -> signal.remark().stream())
        .distinct()
        .forEach(remark -> terminal.print(remark + "."));
    signals.forEach(
        (trial, signal) -> {
          if (!signal.verdict().healthy()) {
            terminal.print("trial %d: %s.".formatted(trial.number(), signal.verdict().cause()));
          }
        });
  }

  private void bests() {
    Map<String, Object> winner = study.recommended().orElseThrow().setting().values();
    terminal.print("");
    terminal.print(
        new Table.Columns<String>()
            .with("", name -> name)
            .with("winner", name -> text(winner.get(name)))
            .with(
                Column.of("best, 95 % interval").wrapped(16),
                name ->
                    Optional.ofNullable(study.estimates().bests().get(name))
                        .map(best -> study.isUnknown(name) ? "unknown" : interval(best))
                        .orElse("-"))
            .with(
                "importance",
                name ->
                    study.estimates().importance().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .map(StudyReport::share)
                        .orElse("-"))
            .of(study.space().hyperparameters().stream().map(Hyperparameter::name).toList()));
    interactions();
  }

  /** What the hyperparameters do together, and what nothing explains. */
  private void interactions() {
    if (study.estimates().importance().isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    study.estimates().interactions().stream()
        .filter(one -> one.share() >= 0.005)
        .limit(3)
        .forEach(one -> parts.add("%s %s".formatted(one.name(), share(one))));
    terminal.print(
        "%s; %.0f %% of how the loss varies is not explained."
            .formatted(
                parts.isEmpty()
                    ? "No pair matters beyond that"
                    : "Together: " + String.join(", ", parts),
                100 * study.estimates().unexplained()));
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
