// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/**
 * The finalists of a study: the best setting, and the best with multiplier 1. Each is the minimum
 * of the surface over all trials, tried as a trial of its own, so that it is not the luckiest of
 * many trials. Without a surface, or where such a trial has no value, the best trial of its kind is
 * taken.
 *
 * @param optimum the trial of the best setting
 * @param standard the trial of the best setting with multiplier 1; empty if there is none
 */
record Finalists(Trial optimum, Optional<Trial> standard) {

  /** The attribute of a study that holds the numbers of the finalists' trials. */
  private static final String NOTE = "finalists";

  /** The largest |log multiplier| that counts as multiplier 1. */
  private static final double ABOUT_ONE = 0.05;

  /** The finalists so far; empty if no trial has a value. */
  static Optional<Finalists> of(Journal storage) {
    List<Trial> trials = storage.trials();
    List<Trial> tried = noted(storage).stream().map(trials::get).toList();
    Optional<Trial> standard =
        tried.stream()
            .filter(t -> t.hasValue() && isStandard(t))
            .reduce((a, b) -> b)
            .or(() -> lowest(trials.stream().filter(Finalists::isStandard)));
    return tried.stream()
        .filter(Trial::hasValue)
        .findFirst()
        .or(() -> lowest(trials.stream()))
        .map(optimum -> new Finalists(optimum, standard));
  }

  /**
   * The numbers of the finalists' trials; none before they are chosen.
   *
   * @throws IllegalArgumentException if the note holds something else
   */
  private static List<Integer> noted(Journal storage) {
    JsonElement noted = storage.attributes().get(NOTE);
    if (noted == null) {
      return List.of();
    }
    int trials = storage.trials().size();
    if (noted instanceof JsonArray numbers
        && !numbers.isEmpty()
        && numbers.asList().stream()
            .allMatch(one -> one.toString().matches("[0-9]{1,9}") && one.getAsInt() < trials)) {
      return numbers.asList().stream().map(JsonElement::getAsInt).toList();
    }
    throw new IllegalArgumentException(
        "the attribute \"%s\" of a study must hold numbers of its %d trials: %s does not; remove its line, or use another file"
            .formatted(NOTE, trials, noted));
  }

  private static Optional<Trial> lowest(Stream<Trial> trials) {
    return trials.filter(Trial::hasValue).min(Comparator.comparing(Trial::value));
  }

  /** Whether there are two settings to compare. */
  boolean compare() {
    return standard.isPresent() && !isStandard(optimum);
  }

  /** The two settings to compare. */
  List<Setting> settings() {
    return List.of(optimum.setting(), standard.orElseThrow().setting());
  }

  /** Whether a trial has multiplier 1. */
  static boolean isStandard(Trial trial) {
    return trial.setting().has(StudyResult.MULTIPLIER)
        && trial.setting().number(StudyResult.MULTIPLIER) == 1;
  }

  /** Whether the finalists were tried after all other trials. */
  static boolean areTried(Journal storage) {
    List<Integer> noted = noted(storage);
    return !noted.isEmpty() && noted.get(noted.size() - 1) == storage.trials().size() - 1;
  }

  /** The settings that a surface proposes to try: the best, and the best with multiplier 1. */
  static List<Setting> proposed(Surface surface, Space within) {
    Setting optimum = surface.optimum().setting();
    boolean one =
        within.named(StudyResult.MULTIPLIER).filter(h -> h.domain().contains(1.0)).isPresent();
    if (!one) {
      return List.of(optimum);
    }
    Setting standard =
        surface
            .lowest(Map.of(StudyResult.MULTIPLIER, 1.0))
            .setting()
            .with(StudyResult.MULTIPLIER, 1.0); // exactly, not as the surface rounds it
    return Math.abs(Math.log(optimum.number(StudyResult.MULTIPLIER))) < ABOUT_ONE
        ? List.of(standard)
        : List.of(optimum, standard);
  }

  /** Adds waiting trials of these settings; returns the number of trials before them. */
  static int add(Journal storage, Space space, List<Setting> settings) {
    return storage.exclusively(
        change -> {
          int before = change.trials().size();
          JsonArray numbers = new JsonArray();
          for (Setting setting : settings) {
            numbers.add(change.create(space, setting, TrialState.WAITING));
          }
          change.note(NOTE, numbers);
          return before;
        });
  }
}
