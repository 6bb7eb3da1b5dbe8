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
import org.jspecify.annotations.Nullable;

/** The trials of one search: the order in which they run, and their transitions. */
record TrialQueue(Search search, Storage storage, TrialOwner owner) {

  /** A trial whose worker has crashed this often is marked failed and not retried. */
  private static final int MAX_CRASHES = 2;

  /** The next trial, or the reason why there is none. */
  record Next(@Nullable Trial trial, @Nullable Ending ending) {}

  /** Takes the next trial: first those whose process died, then those that wait, then a new one. */
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
    // A function of the seed and the number alone, so that trials share no stream.
    SplittableRandom random =
        new SplittableRandom(
            new SplittableRandom(search.seed() + number * 0x9E3779B97F4A7C15L).nextLong());
    return Optional.ofNullable(search.sampler().next(search.space(), trials, number, random));
  }

  /** Writes a report of a trial; false if the trial should stop. */
  boolean report(int number, int step, double value, boolean mayPrune) {
    return storage.exclusively(
        change -> {
          report(change, number, step, value);
          return !mayPrune || !prunes(change, number, step, value);
        });
  }

  /**
   * Writes the value of a seed; false if the trial is pruned before its next seed.
   *
   * @param i the number of the seed, from 0
   * @param values the values of all complete seeds, this one included
   */
  boolean seedDone(
      int number, int i, SortedMap<Long, Double> values, Evaluation.Outcome outcome, long steps) {
    int seeds = search.seeds().size();
    double value = values.get(search.seeds().get(i));
    return storage.exclusively(
        change -> {
          change.note(number, TrialNotes.VALUES, TrialNotes.values(values));
          change.note(number, TrialNotes.STEPS, new JsonPrimitive(steps));
          if (outcome == Evaluation.Outcome.VANISHED) {
            change.note(number, TrialNotes.OUTCOME, new JsonPrimitive(outcome.label()));
          }
          if (search.steps() == Search.ANY_STEPS) {
            return true; // a single seed, whose last step has no number
          }
          int step = (i + 1) * search.steps();
          report(change, number, step, value);
          if (i == seeds - 1 || !prunes(change, number, step, value)) {
            return true;
          }
          Evaluation pruned =
              new Evaluation(
                  Evaluation.Outcome.PRUNED, value, "after %d of %d seeds".formatted(i + 1, seeds));
          end(change, number, TrialState.PRUNED, pruned, steps);
          return false;
        });
  }

  /** Writes a report unless it is not finite, as a journal cannot hold it then. */
  private static void report(Storage.Change change, int number, int step, double value) {
    if (Double.isFinite(value)) {
      change.report(number, step, value);
    }
  }

  /**
   * Asks the pruner about a trial as of a step: without later reports, which a process or worker
   * that died may have left, and with the value at the step even if it is not finite.
   */
  private boolean prunes(Storage.Change change, int number, int step, double value) {
    List<Trial> trials = change.trials();
    Trial trial = trials.get(number);
    SortedMap<Integer, Double> reports = new TreeMap<>(trial.intermediate().headMap(step));
    reports.put(step, value);
    return search.pruner().prunes(trial.withIntermediate(reports), trials);
  }

  void note(int number, String key, JsonElement value) {
    storage.change(change -> change.note(number, key, value));
  }

  /** Ends a trial with an outcome, a value (null if unknown) and a message (null if none). */
  void end(int number, TrialState state, Evaluation evaluation, long steps) {
    storage.change(change -> end(change, number, state, evaluation, steps));
  }

  private static void end(
      Storage.Change change, int number, TrialState state, Evaluation evaluation, long steps) {
    change.note(number, TrialNotes.OUTCOME, new JsonPrimitive(evaluation.outcome().label()));
    change.note(number, TrialNotes.STEPS, new JsonPrimitive(steps));
    if (evaluation.message() != null) {
      change.note(number, TrialNotes.MESSAGE, new JsonPrimitive(evaluation.message()));
    }
    change.state(number, state, evaluation.value());
  }

  /** Puts a running trial back into the queue. */
  void putBack(int number) {
    storage.change(
        change -> {
          if (change.trials().get(number).state() == TrialState.RUNNING) {
            change.note(number, TrialNotes.OWNER, new JsonObject());
            change.state(number, TrialState.WAITING, null);
          }
        });
  }

  /** Counts a crash of a trial's worker; false if the trial must not be retried. */
  boolean crashed(int number) {
    return storage.exclusively(
        change -> {
          int crashes = TrialNotes.crashes(change.trials().get(number)) + 1;
          change.note(number, TrialNotes.CRASHES, new JsonPrimitive(crashes));
          return crashes < MAX_CRASHES;
        });
  }

  Tally tally() {
    return Tally.of(storage.trials());
  }
}
