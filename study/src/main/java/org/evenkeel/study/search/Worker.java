// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/** A thread of a search, which takes and evaluates trials until none is left. */
record Worker(Search search, TrialQueue trials, Objective objective, Progress progress)
    implements Callable<Ending> {

  @Override
  public Ending call() {
    while (!Thread.interrupted()) {
      TrialQueue.Next next = trials.next();
      if (next.trial() == null) {
        return next.ending();
      }
      int number = next.trial().number();
      try {
        progress.changed(trials.tally());
        new Attempt(next.trial()).run();
      } catch (InterruptedException e) {
        trials.putBack(number);
        return Ending.INTERRUPTED;
      } catch (RuntimeException | Error e) {
        putBack(number, e);
        throw e;
      }
      progress.changed(trials.tally());
    }
    return Ending.INTERRUPTED;
  }

  private void putBack(int number, Throwable reason) {
    try {
      trials.putBack(number);
    } catch (RuntimeException e) {
      reason.addSuppressed(e); // the first failure is the one to report
    }
  }

  /** One trial, seed by seed. */
  private final class Attempt {
    private final int number;
    private final Setting setting;
    private final SortedMap<Long, Double> values;
    private Outcome outcome;
    private long steps;
    private long worked; // the part of steps that the current evaluation has done
    private @Nullable Double last;

    Attempt(Trial trial) {
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
        Double value = evaluation.value();
        if (evaluation.outcome() != Outcome.DONE && evaluation.outcome() != Outcome.VANISHED) {
          end(evaluation.outcome(), evaluation.message());
          return;
        }
        if (value == null || !Double.isFinite(value)) {
          end(Outcome.DIVERGED, evaluation.message());
          return;
        }
        if (evaluation.outcome() == Outcome.VANISHED) {
          outcome = Outcome.VANISHED;
        }
        values.put(seeds.get(i), value);
        if (!trials.seedDone(number, i, values, outcome, steps)) {
          return;
        }
      }
      double mean = values.values().stream().mapToDouble(v -> v).average().orElseThrow();
      trials.end(number, TrialState.COMPLETE, new Evaluation(outcome, mean, null), steps);
    }

    private Evaluation evaluate(int i) throws InterruptedException {
      while (true) {
        worked = 0;
        Evaluation evaluation =
            objective.evaluate(setting, search.seeds().get(i), new Reports(i * search.steps()));
        if (evaluation.outcome() != Outcome.CRASHED || !trials.crashed(number)) {
          return evaluation;
        }
      }
    }

    /** Ends the trial without a value; as in Optuna, a failed one has no last value either. */
    private void end(Outcome why, @Nullable String message) {
      boolean failed = why == Outcome.FAILED || why == Outcome.CRASHED;
      Evaluation evaluation = new Evaluation(why, failed ? null : last, message);
      trials.end(number, failed ? TrialState.FAIL : TrialState.PRUNED, evaluation, steps);
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
              "an evaluation may report steps from 1 to %d, not %d"
                  .formatted(search.steps(), step));
        }
        if (Double.isFinite(value)) {
          last = value;
        }
        // After the last step the value is known, and pruning only saves the other seeds.
        return trials.report(number, offset + step, value, step < search.steps());
      }

      @Override
      public void note(String key, JsonElement value) {
        trials.note(number, key, value);
      }

      @Override
      public void worked(long units) {
        steps += units - worked;
        worked = units;
      }
    }
  }
}
