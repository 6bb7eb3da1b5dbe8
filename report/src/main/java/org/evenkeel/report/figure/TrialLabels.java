// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** Names, outcomes and values of trials in figures. */
public final class TrialLabels {

  /** The name of the minimized quantity. */
  static final String LOSS = "validation loss";

  /** Outcomes in the order of the legend. */
  private static final List<String> OUTCOMES =
      List.of("complete", "pruned", "diverged", "vanished", "hopeless", "failed", "crashed");

  private static final Set<String> BAD = Set.of("diverged", "hopeless", "failed", "crashed");

  private TrialLabels() {}

  /** The names of a study's finalists, each of which has a color. */
  public static Stream<String> finalists(StudyResult study) {
    return Stream.concat(
        NamedProfile.of(study).stream().map(NamedProfile::name),
        compared(study).stream().map(TrialLabels::called));
  }

  /** The outcomes in a study other than complete, each of which has a color. */
  public static Stream<String> outcomes(StudyResult study) {
    return study.trials().stream()
        .map(TrialLabels::outcome)
        .distinct()
        .filter(outcome -> !outcome.equals("complete"))
        .sorted(Comparator.comparingInt(OUTCOMES::indexOf));
  }

  /** The trials that a study's answer rests on: the best, and the best with multiplier 1. */
  static List<Trial> compared(StudyResult study) {
    if (study.finalists() == null) {
      return List.of();
    }
    Trial best = study.finalists().optimum();
    Trial standard = study.finalists().standard();
    return standard == null || standard.number() == best.number()
        ? List.of(best)
        : List.of(best, standard);
  }

  /** The trials that have ended. */
  static List<Trial> ended(StudyResult study) {
    return study.trials().stream().filter(trial -> shown(trial) != null).toList();
  }

  /** The name of a trial: its multiplier, or else its number. */
  static String called(Trial trial) {
    return trial.setting().values().get(StudyResult.MULTIPLIER) instanceof Number multiplier
        ? StudyResult.MULTIPLIER
            + " "
            + (multiplier.doubleValue() == 1 ? "1" : Words.cell(multiplier))
        : "trial " + trial.number();
  }

  /** The outcome of a trial, in a word. */
  static String outcome(Trial trial) {
    String noted = TrialNotes.outcome(trial);
    boolean told = !noted.isEmpty() && !noted.equals("done");
    return switch (trial.state()) {
      case COMPLETE -> told ? noted : "complete";
      case PRUNED -> told ? noted : "pruned";
      case FAIL -> told ? noted : "failed";
      case RUNNING -> "running";
      case WAITING -> "waiting";
    };
  }

  /** Whether a trial failed, rather than being pruned in favor of better ones. */
  static boolean bad(Trial trial) {
    return BAD.contains(outcome(trial));
  }

  /**
   * The value to draw: the trial's own or its last intermediate value; infinite if it ended with
   * neither, null if it has not ended.
   */
  static Double shown(Trial trial) {
    if (trial.hasValue()) {
      return trial.value();
    } else if (!trial.state().finished()) {
      return null;
    }
    Double last =
        trial.intermediate().isEmpty()
            ? null
            : trial.intermediate().get(trial.intermediate().lastKey());
    return last == null || last.isNaN() || bad(trial) ? (Double) Double.POSITIVE_INFINITY : last;
  }

  /** Trials as points. */
  static Series points(
      String name,
      int color,
      List<Trial> trials,
      Function<Trial, Double> x,
      Function<Trial, Double> y) {
    return Series.of(
            name,
            color,
            Style.POINTS,
            trials.stream().map(x).toList(),
            trials.stream().map(y).toList())
        .withNotes(trials.stream().map(TrialLabels::note).toList());
  }

  private static String note(Trial trial) {
    String message = TrialNotes.message(trial);
    return "trial %d: %s%s, %s%s"
        .formatted(
            trial.number(),
            outcome(trial),
            trial.hasValue() ? " " + Numbers.number(trial.value()) : "",
            setting(trial),
            message.isEmpty() ? "" : "; " + message);
  }

  /** The hyperparameters of a trial with their values. */
  static String setting(Trial trial) {
    return trial.setting().values().entrySet().stream()
        .map(one -> one.getKey() + " " + Words.cell(one.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The number of trials by outcome. */
  public static String tally(List<Trial> trials) {
    Map<String, Long> counts =
        trials.stream()
            .collect(
                Collectors.groupingBy(
                    TrialLabels::outcome, LinkedHashMap::new, Collectors.counting()));
    return Words.count(trials.size(), "trial")
        + Stream.concat(OUTCOMES.stream(), counts.keySet().stream())
            .distinct()
            .filter(counts::containsKey)
            .map(
                outcome ->
                    counts.get(outcome)
                        + " "
                        + (outcome.equals("hopeless") ? "given up before the first step" : outcome))
            .collect(Collectors.joining(", ", trials.isEmpty() ? "" : ": ", ""));
  }
}
