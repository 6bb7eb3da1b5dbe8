// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Confirmation;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Notes;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;

/**
 * What a study found.
 *
 * @param tuning the study
 * @param ending why the search ended
 * @param trials its trials
 * @param best the best of them; empty if none has a value
 * @param standard the best setting with multiplier 1; empty if none was tried
 * @param surface what the trials say of settings between them; empty where there are too few
 * @param importance how much each hyperparameter matters, where there is a surface
 * @param confirmation the two settings with fresh seeds; empty where they are the same or are not
 *     both there
 */
record TuneResult(
    Tuning tuning,
    Ending ending,
    List<Trial> trials,
    Optional<Best> best,
    Optional<Trial> standard,
    Optional<Surface> surface,
    List<Importance> importance,
    Optional<Confirmation> confirmation) {

  /** With fewer trials that have a value, a surface is a guess. */
  private static final int SURFACE_TRIALS = 6;

  /**
   * The result as it stands, after the two settings were trained again.
   *
   * @param time the most time for that; null for no limit
   */
  static TuneResult of(Tuning tuning, Ending ending, Duration time, Output output) {
    List<Trial> trials = tuning.storage().trials();
    Optional<Best> best = Best.of(trials);
    Optional<Trial> standard =
        trials.stream()
            .filter(Trial::hasValue)
            .filter(TuneResult::standard)
            .min(Comparator.comparing(Trial::value));
    Optional<Confirmation> confirmation = Optional.empty();
    if (ending != Ending.INTERRUPTED && best.isPresent() && standard.isPresent()) {
      Setting winner = best.get().trial().setting();
      if (!standard(best.get().trial())) {
        confirmation =
            Optional.of(tuning.confirm(winner, standard.get().setting(), time, output))
                .filter(c -> c.values().stream().noneMatch(values -> values.isEmpty()));
      }
    }
    Optional<Surface> surface =
        best.isEmpty()
                || trials.stream().filter(t -> !Notes.values(t).isEmpty()).count() < SURFACE_TRIALS
            ? Optional.empty()
            : Optional.of(Surface.of(tuning.searched(), trials, tuning.options().seed()));
    List<String> names =
        tuning.space().hyperparameters().stream().map(Hyperparameter::name).toList();
    return new TuneResult(
        tuning,
        ending,
        trials,
        best,
        standard,
        surface,
        surface.map(s -> Importance.of(s, names)).orElse(List.of()),
        confirmation);
  }

  private static boolean standard(Trial trial) {
    return trial.setting().has(Tuning.MULTIPLIER) && trial.setting().number(Tuning.MULTIPLIER) == 1;
  }

  Tally tally() {
    return Tally.of(trials);
  }

  /** The effect of the winner against multiplier 1; empty where the two were not compared. */
  Optional<Effect> effect() {
    return confirmation.map(
        c -> Effect.between(c.values().get(0), c.values().get(1), Effect.SMALLEST, Interval.LEVEL));
  }

  /** Whether the best trial itself has multiplier 1. */
  boolean bestIsStandard() {
    return best.isPresent() && standard(best.get().trial());
  }

  /** Trials that a message explains, such as those that failed. */
  List<Trial> failed() {
    return trials.stream()
        .filter(
            t ->
                List.of(Evaluation.Outcome.FAILED.label(), Evaluation.Outcome.CRASHED.label())
                    .contains(Notes.outcome(t)))
        .toList();
  }

  /** The options that train the winner again, with the first seed. */
  List<String> winnerArguments() {
    return TrialRuns.arguments(tuning.plan().arguments(), best.orElseThrow().trial().setting());
  }
}
