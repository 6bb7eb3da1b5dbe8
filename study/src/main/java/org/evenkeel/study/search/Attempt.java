// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evenkeel.study.journal.Change;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/** The evaluation of one trial, seed by seed, each step of which is written at once. */
final class Attempt {

  /** A trial whose worker has crashed this often is marked failed and not retried. */
  private static final int MAX_CRASHES = 2;

  private final Search search;
  private final Journal journal;
  private final Objective objective;
  private final int number;
  private final Setting setting;
  private final SortedMap<Long, Double> values;
  private Outcome outcome;
  private long steps;
  private long worked; // the part of steps that the current evaluation has done
  private @Nullable Double last;

  /** An attempt that continues with what earlier ones have noted. */
  Attempt(Search search, Journal journal, Objective objective, Trial trial) {
    this.search = search;
    this.journal = journal;
    this.objective = objective;
    this.number = trial.number();
    this.setting = trial.setting();
    this.values = TrialNotes.values(trial);
    this.values.keySet().retainAll(search.seeds());
    boolean vanished = TrialNotes.outcome(trial).equals(Outcome.VANISHED.label());
    this.outcome = vanished ? Outcome.VANISHED : Outcome.DONE;
    this.steps = TrialNotes.steps(trial);
  }

  void run() throws InterruptedException {
    List<Long> seeds = search.seeds();
    for (int i = 0; i < seeds.size(); i++) {
      if (values.containsKey(seeds.get(i))) {
        continue; // complete since an earlier run
      }
      if (Thread.interrupted()) {
        throw new InterruptedException(); // in case the objective ignored the interrupt
      }
      Evaluation evaluation = evaluate(i);
      if (!evaluation.outcome().hasValue()) {
        end(evaluation.outcome(), evaluation.message());
        return;
      }
      if (evaluation.outcome() == Outcome.VANISHED) {
        outcome = Outcome.VANISHED;
      }
      values.put(seeds.get(i), evaluation.value());
      if (!seedDone(i, evaluation.value())) {
        return;
      }
    }
    double mean = values.values().stream().mapToDouble(v -> v).average().orElseThrow();
    journal.change(change -> end(change, TrialState.COMPLETE, outcome, mean, null));
  }

  private Evaluation evaluate(int i) throws InterruptedException {
    while (true) {
      worked = 0;
      Evaluation evaluation =
          objective.evaluate(setting, search.seeds().get(i), new Reports(i * search.steps()));
      if (evaluation.outcome() != Outcome.CRASHED || !mayRetry()) {
        return evaluation;
      }
    }
  }

  /** Counts a crash of the trial's worker; false if the trial must not be retried. */
  private boolean mayRetry() {
    return journal.exclusively(
        change -> {
          int crashes = TrialNotes.crashes(change.trials().get(number)) + 1;
          change.note(number, TrialNotes.CRASHES, TrialNotes.json(crashes));
          return crashes < MAX_CRASHES;
        });
  }

  /** Writes the value of seed number i; false if the trial is pruned before its next seed. */
  private boolean seedDone(int i, double value) {
    int seeds = search.seeds().size();
    return journal.exclusively(
        change -> {
          change.values(number, values);
          change.note(number, TrialNotes.STEPS, TrialNotes.json(steps));
          if (outcome == Outcome.VANISHED) {
            change.note(number, TrialNotes.OUTCOME, TrialNotes.json(outcome.label()));
          }
          if (search.steps() == Search.ANY_STEPS) {
            return true; // a single seed, whose last step has no number
          }
          int step = (i + 1) * search.steps();
          change.report(number, step, value);
          if (i == seeds - 1 || !prunes(change, step, value)) {
            return true;
          }
          String message = "after %d of %d seeds".formatted(i + 1, seeds);
          end(change, TrialState.PRUNED, Outcome.PRUNED, value, message);
          return false;
        });
  }

  /**
   * Asks the pruner about the trial as of a step: without later reports, which a process or worker
   * that died may have left, and with the value at the step even if it is not finite.
   */
  private boolean prunes(Change change, int step, double value) {
    List<Trial> trials = change.trials();
    Trial trial = trials.get(number);
    SortedMap<Integer, Double> reports = new TreeMap<>(trial.intermediate().headMap(step));
    reports.put(step, value);
    return search.pruner().prunes(trial.withIntermediate(reports), trials);
  }

  /** Ends the trial without a value; as in Optuna, a failed one has no last value either. */
  private void end(Outcome why, @Nullable String message) {
    boolean failed = why == Outcome.FAILED || why == Outcome.CRASHED;
    TrialState state = failed ? TrialState.FAIL : TrialState.PRUNED;
    journal.change(change -> end(change, state, why, failed ? null : last, message));
  }

  private void end(
      Change change,
      TrialState state,
      Outcome why,
      @Nullable Double value,
      @Nullable String message) {
    change.note(number, TrialNotes.OUTCOME, TrialNotes.json(why.label()));
    change.note(number, TrialNotes.STEPS, TrialNotes.json(steps));
    if (message != null) {
      change.note(number, TrialNotes.MESSAGE, TrialNotes.json(message));
    }
    change.state(number, state, value);
  }

  /** Puts the trial back into the queue if it is still running. */
  void putBack() {
    journal.change(
        change -> {
          if (change.trials().get(number).state() == TrialState.RUNNING) {
            change.note(number, TrialNotes.OWNER, new JsonObject());
            change.state(number, TrialState.WAITING, null);
          }
        });
  }

  /** A monitor that converts an evaluation's steps to steps of the trial. */
  private final class Reports implements Monitor {
    private final int offset;

    Reports(int offset) {
      this.offset = offset;
    }

    @Override
    public boolean report(int step, double value) {
      if (step < 1 || step > search.steps()) {
        throw new IllegalStateException(
            "an evaluation may report steps from 1 to %d, not %d".formatted(search.steps(), step));
      }
      if (Double.isFinite(value)) {
        last = value;
      }
      return journal.exclusively(
          change -> {
            change.report(number, offset + step, value);
            // After the last step the value is known, and pruning only saves the other seeds.
            return step == search.steps() || !prunes(change, offset + step, value);
          });
    }

    @Override
    public void note(String key, JsonElement value) {
      journal.change(change -> change.note(number, key, value));
    }

    @Override
    public void worked(long units) {
      steps += units - worked;
      worked = units;
    }
  }
}
