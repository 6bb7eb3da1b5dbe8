// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Confirmation;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Notes;
import org.evenkeel.study.trial.Trial;

/**
 * What a study found.
 *
 * @param tuning the study
 * @param ending why the search ended
 * @param trials its trials
 * @param best the best of them by its value; empty if none has one
 * @param finalists the best setting of all and the best with multiplier 1; empty if no trial has a
 *     value
 * @param surface what the trials say of settings between them; empty where there are too few
 * @param importance how much each hyperparameter matters, where there is a surface
 * @param confirmation the finalists with fresh seeds; empty where they are the same, or were not
 *     both tried
 */
record TuneResult(
    Tuning tuning,
    Ending ending,
    List<Trial> trials,
    Optional<Best> best,
    Optional<Tuning.Finalists> finalists,
    Optional<Surface> surface,
    List<Importance> importance,
    Optional<Confirmation> confirmation) {

  /**
   * The result as it stands, after the finalists were tried and trained with fresh seeds.
   *
   * @param time the most time for that; null for no limit
   */
  static TuneResult of(Tuning tuning, Ending ending, Duration time, Output output) {
    Instant begun = Instant.now();
    boolean interrupted = ending == Ending.INTERRUPTED;
    Optional<Tuning.Finalists> finalists =
        interrupted ? Optional.empty() : tuning.finalists(time, output);
    Optional<Confirmation> confirmation =
        finalists
            .filter(f -> f.standard().isPresent() && !Tuning.standard(f.winner()))
            .map(
                f ->
                    tuning.confirm(
                        f.winner().setting(),
                        f.standard().get().setting(),
                        time == null ? null : left(time, begun),
                        output))
            .filter(c -> c.values().stream().noneMatch(Map::isEmpty));
    List<Trial> trials = tuning.storage().trials();
    Optional<Surface> surface = interrupted ? Optional.empty() : tuning.surface(trials);
    List<String> names =
        tuning.space().hyperparameters().stream().map(Hyperparameter::name).toList();
    return new TuneResult(
        tuning,
        ending,
        trials,
        Best.of(trials),
        finalists,
        surface,
        surface.map(s -> Importance.of(s, names)).orElse(List.of()),
        confirmation);
  }

  private static Duration left(Duration time, Instant begun) {
    Duration left = time.minus(Duration.between(begun, Instant.now()));
    return left.isNegative() ? Duration.ZERO : left;
  }

  Tally tally() {
    return Tally.of(trials);
  }

  /** The effect of the winner against multiplier 1; empty where the two were not compared. */
  Optional<Effect> effect() {
    return confirmation.map(
        c -> Effect.between(c.values().get(0), c.values().get(1), Effect.SMALLEST, Interval.LEVEL));
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

  /**
   * The trial that is recommended: the best setting, if it is shown to be better than multiplier 1,
   * else the best with multiplier 1; empty if no trial has a value.
   */
  Optional<Trial> winner() {
    boolean worth =
        effect().filter(effect -> effect.answer() == Effect.Answer.WORTH_IT).isPresent();
    return finalists.map(f -> worth ? f.winner() : f.standard().orElse(f.winner()));
  }

  /** The options that train the winner again, with the first seed. */
  List<String> winnerArguments() {
    return TrialRuns.arguments(tuning.plan().arguments(), winner().orElseThrow().setting());
  }
}
