// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.result.Origin;
import org.evenkeel.result.ResultJson;
import org.evenkeel.result.StudyAnswer;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Confirmation;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;

/**
 * What a study found.
 *
 * @param tuning the study
 * @param ending why the search ended; null if it is not known
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
  static TuneResult of(Tuning tuning, Ending ending, Duration time, Terminal terminal) {
    Instant begun = Instant.now();
    boolean interrupted = ending == Ending.INTERRUPTED;
    Optional<Tuning.Finalists> finalists =
        interrupted ? Optional.empty() : tuning.finalists(time, terminal);
    Optional<Confirmation> confirmation =
        finalists
            .filter(f -> f.standard().isPresent() && !Tuning.standard(f.winner()))
            .map(
                f ->
                    tuning.confirm(
                        f.winner().setting(),
                        f.standard().get().setting(),
                        time == null ? null : left(time, begun),
                        terminal))
            .filter(c -> c.values().stream().noneMatch(Map::isEmpty));
    return of(tuning, ending, finalists, confirmation, !interrupted);
  }

  /** The result as it stands, with nothing tried or trained for it. */
  static TuneResult noted(Tuning tuning) {
    Optional<Tuning.Finalists> finalists = tuning.finalists();
    Optional<Confirmation> confirmation =
        finalists
            .filter(f -> f.standard().isPresent() && !Tuning.standard(f.winner()))
            .map(f -> tuning.confirmed(f.winner().setting(), f.standard().get().setting()))
            .filter(c -> c.values().stream().noneMatch(Map::isEmpty));
    return of(tuning, null, finalists, confirmation, true);
  }

  private static TuneResult of(
      Tuning tuning,
      Ending ending,
      Optional<Tuning.Finalists> finalists,
      Optional<Confirmation> confirmation,
      boolean whole) {
    List<Trial> trials = tuning.storage().trials();
    Optional<Surface> surface = whole ? tuning.surface(trials) : Optional.empty();
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

  private Optional<StudyResult.Confirmation> confirmed() {
    return confirmation.map(c -> StudyResult.Confirmation.of(c.values().get(0), c.values().get(1)));
  }

  /** The answer of the study; empty if no trial has a value. */
  Optional<StudyAnswer> answer() {
    return finalists.map(
        f -> StudyAnswer.of(f.winner(), f.standard().orElse(null), confirmed().orElse(null)));
  }

  /** Trials that a message explains, such as those that failed. */
  List<Trial> failed() {
    return trials.stream()
        .filter(
            t ->
                List.of(Evaluation.Outcome.FAILED.label(), Evaluation.Outcome.CRASHED.label())
                    .contains(TrialNotes.outcome(t)))
        .toList();
  }

  /** The options that train the winner again, with the first seed. */
  List<String> winnerArguments() {
    return TrialRuns.arguments(
        tuning.plan().arguments(), answer().orElseThrow().recommended().setting());
  }

  /** The same as a result to be shown and kept. */
  StudyResult study(Origin origin, Path file) {
    boolean searched = tuning.space().named(Tuning.MULTIPLIER).isPresent();
    Optional<String> second = searched ? TuneReport.second(tuning.space()) : Optional.empty();
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>();
    surface.ifPresent(
        known ->
            tuning
                .space()
                .hyperparameters()
                .forEach(one -> bests.put(one.name(), known.best(one.name()))));
    return new StudyResult(
        origin,
        file == null ? null : file.toString(),
        tuning.space(),
        ending == null ? null : ending.name().toLowerCase(Locale.ROOT),
        tuning
            .forecast()
            .map(t -> new StudyResult.TheoryRange(t.low(), t.high(), t.optimum()))
            .orElse(null),
        trials,
        finalists.map(this::shown).orElse(null),
        confirmed().orElse(null),
        new StudyResult.Estimates(
            bests,
            surface
                .filter(known -> searched)
                .map(known -> known.response(Tuning.MULTIPLIER, Map.of(), TuneReport.CURVE))
                .orElse(List.of()),
            surface
                .flatMap(
                    known ->
                        second.map(
                            y ->
                                new StudyResult.LossMap(
                                    y, known.map(Tuning.MULTIPLIER, y, TuneReport.CURVE))))
                .orElse(null),
            importance));
  }

  private StudyResult.Finalists shown(Tuning.Finalists found) {
    Trial standard = found.standard().orElse(null);
    return new StudyResult.Finalists(
        found.winner(),
        standard,
        winnerArguments(),
        signal(found.winner()).orElse(null),
        found.standard().flatMap(TuneResult::signal).orElse(null));
  }

  /**
   * What is noted of a trial's signal before training; empty if nothing is, or something else under
   * that name.
   */
  static Optional<SignalProfile> signal(Trial trial) {
    try {
      return trial.attributes().get(TrialRuns.SIGNAL) instanceof JsonObject noted
          ? Optional.of(ResultJson.profile(noted))
          : Optional.empty();
    } catch (RuntimeException e) { // a study's file may come from elsewhere
      return Optional.empty();
    }
  }
}
