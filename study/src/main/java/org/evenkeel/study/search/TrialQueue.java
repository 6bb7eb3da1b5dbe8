// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Storage;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;

/** The trials of one search: which comes next, and how one ends. */
final class TrialQueue {

  /** A worker that dies twice in the same trial dies of it. */
  private static final int CRASHES = 2;

  private final Search search;
  private final Storage storage;
  private final TrialOwner owner;

  TrialQueue(Search search, Storage storage, TrialOwner owner) {
    this.search = search;
    this.storage = storage;
    this.owner = owner;
  }

  /** What there is to do next. */
  record Next(Trial trial, Ending ending) {}

  /**
   * Takes the next trial: one whose process died, else one that waits, else a new one; or tells why
   * there is none.
   */
  Next next() {
    return storage.exclusively(
        change -> {
          List<Trial> trials = change.trials();
          Double target = search.budget().target();
          if (target != null
              && trials.stream().anyMatch(t -> t.hasValue() && t.value() <= target)) {
            return new Next(null, Ending.TARGET);
          }
          Optional<Trial> left =
              first(trials, TrialQueue::abandoned)
                  .or(() -> first(trials, t -> t.state() == TrialState.WAITING));
          int most = search.budget().trials();
          if (left.isEmpty() && most > 0 && trials.size() >= most) {
            return new Next(null, Ending.TRIALS);
          }
          int number;
          if (left.isPresent()) {
            number = left.get().number();
            if (left.get().domains().size() < left.get().setting().values().size()) {
              change.choose(number, search.space(), left.get().setting());
            }
            if (left.get().state() == TrialState.WAITING) {
              change.state(number, TrialState.RUNNING, null);
            }
          } else {
            Optional<Setting> setting = sample(trials);
            if (setting.isEmpty()) {
              return new Next(null, Ending.EXHAUSTED);
            }
            number = change.create(search.space(), setting.get(), TrialState.RUNNING);
          }
          change.note(number, TrialNotes.OWNER, owner.json());
          change.note(number, TrialNotes.SEEDS, TrialNotes.seeds(search.seeds()));
          return new Next(change.trials().get(number), null);
        });
  }

  private Optional<Trial> first(List<Trial> trials, Predicate<Trial> which) {
    return trials.stream()
        .filter(which)
        .filter(t -> search.space().contains(t.setting()))
        .findFirst();
  }

  private static boolean abandoned(Trial trial) {
    return trial.state() == TrialState.RUNNING
        && TrialOwner.gone(trial.attributes().get(TrialNotes.OWNER));
  }

  private Optional<Setting> sample(List<Trial> trials) {
    int number = trials.size();
    // Of nothing but the seed and the number: no stream is shared.
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(search.seed() + number * 0x9E3779B97F4A7C15L).nextLong());
    return Optional.ofNullable(search.sampler().next(search.space(), trials, number, random));
  }

  /** Writes what a trial reported; whether it is worth going on. */
  boolean report(int number, int step, double value, boolean mayPrune) {
    return storage.exclusively(
        change -> {
          report(change, number, step, value);
          return !mayPrune || !prunes(change, number, step, value);
        });
  }

  /**
   * Writes the value of a seed, and ends the trial if the next seed is not worth it; whether it is.
   *
   * @param i the seed is number i
   * @param values of the seeds that are done, this one included
   */
  boolean seedDone(
      int number, int i, SortedMap<Long, Double> values, Evaluation.Outcome outcome, long steps) {
    int seeds = search.seeds().size();
    int step = (i + 1) * search.steps();
    double value = values.get(search.seeds().get(i));
    return storage.exclusively(
        change -> {
          change.note(number, TrialNotes.VALUES, TrialNotes.values(values));
          change.note(number, TrialNotes.STEPS, new JsonPrimitive(steps));
          if (outcome == Evaluation.Outcome.VANISHED) {
            change.note(number, TrialNotes.OUTCOME, new JsonPrimitive(outcome.label()));
          }
          report(change, number, step, value);
          if (i == seeds - 1 || !prunes(change, number, step, value)) {
            return true;
          }
          String message = "after %d of %d seeds".formatted(i + 1, seeds);
          end(change, number, TrialState.PRUNED, value, Evaluation.Outcome.PRUNED, message, steps);
          return false;
        });
  }

  /** A journal keeps no value that is not finite, so no storage is asked to. */
  private static void report(Storage.Change change, int number, int step, double value) {
    if (Double.isFinite(value)) {
      change.report(number, step, value);
    }
  }

  /**
   * Asks the pruner about a trial as it is at a step. What it reported later, before its process or
   * worker died, is not yet; a value that is not finite is, although it is not kept.
   */
  private boolean prunes(Storage.Change change, int number, int step, double value) {
    List<Trial> trials = change.trials();
    Trial trial = trials.get(number);
    SortedMap<Integer, Double> reports = new TreeMap<>(trial.intermediate().headMap(step));
    reports.put(step, value);
    Trial now =
        new Trial(
            number,
            trial.state(),
            trial.setting(),
            trial.domains(),
            trial.value(),
            reports,
            trial.attributes(),
            trial.started(),
            trial.completed());
    return search.pruner().prunes(now, trials);
  }

  void note(int number, String key, JsonElement value) {
    storage.exclusively(
        change -> {
          change.note(number, key, value);
          return null;
        });
  }

  /** Ends a trial. */
  void end(
      int number,
      TrialState state,
      Double value,
      Evaluation.Outcome outcome,
      String message,
      long steps) {
    storage.exclusively(
        change -> {
          end(change, number, state, value, outcome, message, steps);
          return null;
        });
  }

  private static void end(
      Storage.Change change,
      int number,
      TrialState state,
      Double value,
      Evaluation.Outcome outcome,
      String message,
      long steps) {
    change.note(number, TrialNotes.OUTCOME, new JsonPrimitive(outcome.label()));
    change.note(number, TrialNotes.STEPS, new JsonPrimitive(steps));
    if (message != null) {
      change.note(number, TrialNotes.MESSAGE, new JsonPrimitive(message));
    }
    change.state(number, state, value);
  }

  /** Puts a trial back, for whoever comes next, unless it has ended. */
  void putBack(int number) {
    storage.exclusively(
        change -> {
          if (change.trials().get(number).state() == TrialState.RUNNING) {
            change.note(number, TrialNotes.OWNER, new JsonObject());
            change.state(number, TrialState.WAITING, null);
          }
          return null;
        });
  }

  /** Counts a crash against a trial; whether it may be tried once more. */
  boolean crashed(int number) {
    return storage.exclusively(
        change -> {
          int crashes = TrialNotes.crashes(change.trials().get(number)) + 1;
          change.note(number, TrialNotes.CRASHES, new JsonPrimitive(crashes));
          return crashes < CRASHES;
        });
  }

  Tally tally() {
    return Tally.of(storage.trials());
  }
}
