// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Series;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** Names, outcomes and values of trials in figures. */
public final class TrialLabels {

  /** The name of the variance multiplier. */
  public static final String MULTIPLIER = StudyResult.MULTIPLIER;

  /** The name of the minimized quantity. */
  static final String LOSS = "validation loss";

  /** Outcomes in the order of the legend. */
  private static final List<String> OUTCOMES =
      List.of("complete", "pruned", "diverged", "vanished", "hopeless", "failed", "crashed");

  private static final Set<String> BAD = Set.of("diverged", "hopeless", "failed", "crashed");

  private TrialLabels() {}

  /** The names of a study's finalists, each of which has a color. */
  public static List<String> finalists(StudyResult study) {
    List<String> names = new ArrayList<>();
    NamedProfile.of(study).forEach(profile -> names.add(profile.name()));
    if (study.finalists() != null) {
      names.add(called(study.finalists().optimum()));
      if (study.finalists().standard() != null) {
        names.add(called(study.finalists().standard()));
      }
    }
    return names;
  }

  /** The outcomes in a study other than complete, each of which has a color. */
  public static List<String> outcomes(StudyResult study) {
    return study.trials().stream()
        .map(TrialLabels::outcome)
        .distinct()
        .filter(outcome -> !outcome.equals("complete"))
        .sorted(Comparator.comparingInt(OUTCOMES::indexOf))
        .toList();
  }

  /** The name of a trial: its multiplier, or else its number. */
  public static String called(Trial trial) {
    Double multiplier = number(trial, MULTIPLIER);
    return multiplier == null
        ? "trial " + trial.number()
        : MULTIPLIER + " " + (multiplier == 1 ? "1" : Numbers.number(multiplier));
  }

  /** The value of a numeric hyperparameter; null if the trial has none. */
  static Double number(Trial trial, String name) {
    return name != null && trial.setting().values().get(name) instanceof Number number
        ? (Double) number.doubleValue()
        : null;
  }

  /** The outcome of a trial, in a word. */
  static String outcome(Trial trial) {
    String noted = TrialNotes.outcome(trial);
    return switch (trial.state()) {
      case COMPLETE -> noted.isEmpty() || noted.equals("done") ? "complete" : noted;
      case PRUNED -> noted.isEmpty() || noted.equals("done") ? "pruned" : noted;
      case FAIL -> noted.isEmpty() || noted.equals("done") ? "failed" : noted;
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

  /** Trials as points over a value of theirs. */
  static Series points(String name, int color, List<Trial> trials, Function<Trial, Double> x) {
    return points(name, color, trials, x, TrialLabels::shown);
  }

  /** Trials as points. */
  static Series points(
      String name,
      int color,
      List<Trial> trials,
      Function<Trial, Double> x,
      Function<Trial, Double> y) {
    return Series.points(
        name,
        color,
        trials.stream().map(x).toList(),
        trials.stream().map(y).toList(),
        trials.stream().map(TrialLabels::note).toList());
  }

  /** The tooltip of a trial. */
  static String note(Trial trial) {
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
  public static String setting(Trial trial) {
    List<String> values = new ArrayList<>();
    trial.setting().values().forEach((name, value) -> values.add(name + " " + Words.cell(value)));
    return String.join(", ", values);
  }

  /** The number of trials by outcome. */
  public static String tally(List<Trial> trials) {
    Map<String, Long> counts =
        trials.stream()
            .collect(
                Collectors.groupingBy(
                    TrialLabels::outcome, LinkedHashMap::new, Collectors.counting()));
    List<String> parts = new ArrayList<>();
    Stream.concat(OUTCOMES.stream(), counts.keySet().stream())
        .distinct()
        .filter(counts::containsKey)
        .forEach(
            outcome ->
                parts.add(
                    counts.get(outcome)
                        + " "
                        + (outcome.equals("hopeless")
                            ? "given up before the first step"
                            : outcome)));
    return Words.count(trials.size(), "trial")
        + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
  }
}
