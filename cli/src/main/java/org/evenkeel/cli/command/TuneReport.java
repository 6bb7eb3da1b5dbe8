// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.cli.terminal.ProfileSummary;
import org.evenkeel.cli.terminal.Sparkline;
import org.evenkeel.cli.terminal.Table;
import org.evenkeel.cli.terminal.Table.Column;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.cli.terminal.Text;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;

/** What a study found, for people. */
final class TuneReport {

  /** Points of a response curve, and of each side of a map. */
  static final int CURVE = 13;

  private TuneReport() {}

  static void print(Terminal terminal, TuneResult result, Path file) {
    heading(terminal, result);
    terminal.print("study     " + tally(result.trials()) + (file == null ? "" : "; in " + file));
    ending(terminal, result, file);
    if (result.best().isEmpty() || result.finalists().isEmpty()) {
      terminal.print("");
      terminal.print(
          result.ending() == Ending.INTERRUPTED
              ? "Not done yet."
              : "No trial has a value: nothing trained to its end.");
      return;
    }
    result.surface().ifPresent(surface -> Response.print(terminal, result, surface));
    bests(terminal, result);
    signals(terminal, result);
    terminal.print("");
    answer(terminal, result);
    terminal.print("");
    terminal.print("Train the winner again, to the value of its first seed:");
    terminal.line("  evenkeel train " + String.join(" ", result.winnerArguments()));
  }

  private static void heading(Terminal terminal, TuneResult result) {
    Tuning tuning = result.tuning();
    RunTables.heading(terminal, tuning.subject(), tuning.data(), null);
    terminal.print("training  " + tuning.training());
    terminal.print("search    " + tuning.space());
    tuning
        .forecast()
        .ifPresent(
            theory ->
                terminal.print(
                    "theory    multipliers %s to %s may work; %s keeps signal and gradient most level"
                        .formatted(
                            Numbers.number(theory.low(), 2),
                            Numbers.number(theory.high(), 2),
                            Numbers.number(theory.optimum(), 2))));
  }

  /** How far a study is, in a line. */
  static String tally(List<Trial> trials) {
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

  private static void ending(Terminal terminal, TuneResult result, Path file) {
    String goOn =
        file == null
            ? "; with --study FILE it could be gone on with"
            : "; %s goes on".formatted(Text.tied("evenkeel tune --study " + file));
    if (result.ending() == Ending.TIME) {
      terminal.print("          time was up" + goOn);
    } else if (result.ending() == Ending.INTERRUPTED) {
      terminal.print("          interrupted" + goOn);
    } else if (result.ending() == Ending.EXHAUSTED) {
      terminal.print("          every setting was tried");
    }
    for (Trial trial : result.failed()) {
      terminal.print(
          "          trial %d failed: %s".formatted(trial.number(), TrialNotes.message(trial)));
    }
  }

  /** The second number of a map: the learning rate, else the first one there is. */
  static Optional<String> second(Space space) {
    List<String> numbers =
        space.hyperparameters().stream()
            .filter(h -> !(h.domain() instanceof CategoricalDomain))
            .map(Hyperparameter::name)
            .filter(name -> !name.equals(Tuning.MULTIPLIER))
            .toList();
    return numbers.contains("learningRate")
        ? Optional.of("learningRate")
        : numbers.stream().findFirst();
  }

  /** What winner and multiplier 1 carried before training. */
  private static void signals(Terminal terminal, TuneResult result) {
    Tuning.Finalists finalists = result.finalists().get();
    Table table =
        Table.of(
            Column.of("trial"),
            Column.of("multiplier"),
            Column.of("signal over depth").thinned(),
            Column.of("gradient over depth").thinned(),
            Column.of("verdict"));
    List<String> causes = new ArrayList<>();
    Stream.concat(Stream.of(finalists.winner()), finalists.standard().stream())
        .distinct()
        .forEach(
            trial ->
                TuneResult.signal(trial)
                    .ifPresent(
                        signal -> {
                          table.row(
                              Integer.toString(trial.number()),
                              text(trial.setting().values().get(Tuning.MULTIPLIER)),
                              Sparkline.of(terminal, signal.layers(), LayerSignal::forward),
                              Sparkline.of(terminal, signal.layers(), LayerSignal::gradient),
                              ProfileSummary.state(terminal, signal.verdict()));
                          if (!signal.verdict().healthy()) {
                            causes.add(
                                "trial %d: %s."
                                    .formatted(trial.number(), signal.verdict().cause()));
                          }
                        }));
    if (!table.isEmpty()) {
      terminal.print("");
      table.print(terminal);
      terminal.print(Sparkline.scale(terminal));
      causes.forEach(terminal::print);
    }
  }

  private static void bests(Terminal terminal, TuneResult result) {
    terminal.print("");
    Table table =
        Table.of(
            Column.of(""),
            Column.of("best"),
            Column.of("95 % interval").wrapped(16),
            Column.of("importance"));
    for (Hyperparameter one : result.tuning().space().hyperparameters()) {
      Object tried = result.finalists().get().winner().setting().values().get(one.name());
      Optional<Surface.BestValue> best = result.surface().map(s -> s.best(one.name()));
      table.row(
          one.name(),
          text(tried),
          best.map(TuneReport::interval).orElse("-"),
          result.importance().stream()
              .filter(i -> i.name().equals(one.name()))
              .findFirst()
              .map(TuneReport::share)
              .orElse("-"));
    }
    table.print(terminal);
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      return Numbers.number(number, 3);
    }
    return value == null ? "-" : String.valueOf(value);
  }

  private static String interval(Surface.BestValue best) {
    if (!best.shares().isEmpty()) {
      StringBuilder text = new StringBuilder();
      best.shares()
          .forEach(
              (choice, share) ->
                  text.append(text.isEmpty() ? "" : ", ")
                      .append("%s %.0f %%".formatted(choice, 100 * share)));
      return text.toString();
    }
    return best.low() == null
        ? "-"
        : range(Numbers.number(best.low(), 2), Numbers.number(best.high(), 2));
  }

  private static String share(Importance importance) {
    return "%.0f %% (%.0f to %.0f)"
        .formatted(
            100 * importance.share(),
            100 * importance.interval().low(),
            100 * importance.interval().high());
  }

  private static String range(String low, String high) {
    return low + " to " + high;
  }

  private static void answer(Terminal terminal, TuneResult result) {
    StudyAnswer answer = result.answer().orElseThrow();
    String words = answer.kind().toString();
    String more = answer.kind() == StudyAnswer.Kind.UNDECIDED ? " Add --trials or --confirm." : "";
    terminal.print(
        terminal.colored(
                "bold", words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1))
            + ": "
            + answer.sentence()
            + more);
  }
}
