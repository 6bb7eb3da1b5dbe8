// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;

/** Takes trials and evaluates them, until there are none left. */
final class Worker implements Callable<Ending> {

  private final Search search;
  private final TrialQueue trials;
  private final Objective objective;
  private final Progress progress;

  Worker(Search search, TrialQueue trials, Objective objective, Progress progress) {
    this.search = search;
    this.trials = trials;
    this.objective = objective;
    this.progress = progress;
  }

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
      reason.addSuppressed(e); // the reason is what is told
    }
  }

  /** One trial, seed by seed. */
  private final class Attempt {
    private final int number;
    private final Setting setting;
    private final SortedMap<Long, Double> values;
    private Evaluation.Outcome outcome;
    private long steps;
    private long worked; // of steps, by the evaluation that goes on
    private Double last;

    Attempt(Trial trial) {
      this.number = trial.number();
      this.setting = trial.setting();
      this.values = TrialNotes.values(trial);
      this.values.keySet().retainAll(search.seeds());
      this.outcome =
          TrialNotes.outcome(trial).equals(Evaluation.Outcome.VANISHED.label())
              ? Evaluation.Outcome.VANISHED
              : Evaluation.Outcome.DONE;
      this.steps = TrialNotes.steps(trial);
    }

    void run() throws InterruptedException {
      List<Long> seeds = search.seeds();
      for (int i = 0; i < seeds.size(); i++) {
        if (values.containsKey(seeds.get(i))) {
          continue; // done before it was put back, or its process died
        }
        if (Thread.interrupted()) {
          throw new InterruptedException(); // the objective did not heed it
        }
        Evaluation evaluation = evaluate(i);
        boolean valued =
            evaluation.outcome() == Evaluation.Outcome.DONE
                || evaluation.outcome() == Evaluation.Outcome.VANISHED;
        if (!valued) {
          end(evaluation.outcome(), evaluation.message());
          return;
        }
        if (evaluation.value() == null || !Double.isFinite(evaluation.value())) {
          end(Evaluation.Outcome.DIVERGED, evaluation.message());
          return;
        }
        if (evaluation.outcome() == Evaluation.Outcome.VANISHED) {
          outcome = evaluation.outcome();
        }
        values.put(seeds.get(i), evaluation.value());
        if (!trials.seedDone(number, i, values, outcome, steps)) {
          return;
        }
      }
      double mean = values.values().stream().mapToDouble(v -> v).average().orElseThrow();
      trials.end(number, TrialState.COMPLETE, mean, outcome, null, steps);
    }

    private Evaluation evaluate(int i) throws InterruptedException {
      while (true) {
        worked = 0;
        Evaluation evaluation =
            objective.evaluate(setting, search.seeds().get(i), new Reports(i * search.steps()));
        if (evaluation.outcome() != Evaluation.Outcome.CRASHED || !trials.crashed(number)) {
          return evaluation;
        }
      }
    }

    /** Ends it without a value; one that failed has not even a last one, as Optuna asks. */
    private void end(Evaluation.Outcome why, String message) {
      boolean failed = why == Evaluation.Outcome.FAILED || why == Evaluation.Outcome.CRASHED;
      trials.end(
          number,
          failed ? TrialState.FAIL : TrialState.PRUNED,
          failed ? null : last,
          why,
          message,
          steps);
    }

    /** What one evaluation reports, at the steps of the trial. */
    private final class Reports implements Monitor {
      private final int before;

      Reports(int before) {
        this.before = before;
      }

      @Override
      public boolean report(int step, double value) {
        if (step < 1 || step > search.steps()) {
          throw new IllegalStateException(
              "an evaluation reports steps from 1 to %d: %d".formatted(search.steps(), step));
        }
        if (Double.isFinite(value)) {
          last = value;
        }
        // After the last step the value is known, and the other seeds may still be spared.
        return trials.report(number, before + step, value, step < search.steps());
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
