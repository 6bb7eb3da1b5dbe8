// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/** Takes trials and evaluates them, until there are none left. */
final class Worker implements Callable<Ending> {

  private final Search search;
  private final Trials trials;
  private final Objective objective;
  private final Progress progress;

  Worker(Search search, Trials trials, Objective objective, Progress progress) {
    this.search = search;
    this.trials = trials;
    this.objective = objective;
    this.progress = progress;
  }

  @Override
  public Ending call() {
    while (!Thread.interrupted()) {
      Trials.Next next = trials.next();
      if (next.trial() == null) {
        return next.ending();
      }
      progress.changed(trials.tally());
      boolean ended = false;
      try {
        new Attempt(next.trial()).run();
        ended = true;
      } catch (InterruptedException e) {
        return Ending.INTERRUPTED;
      } finally {
        if (!ended) {
          trials.putBack(next.trial().number());
        }
      }
      progress.changed(trials.tally());
    }
    return Ending.INTERRUPTED;
  }

  /** One trial, seed by seed. */
  private final class Attempt {
    private final int number;
    private final Setting setting;
    private final SortedMap<Long, Double> values;
    private long steps;
    private long worked;
    private Double last;

    Attempt(Trial trial) {
      this.number = trial.number();
      this.setting = trial.setting();
      this.values = Notes.values(trial);
      this.steps = Notes.steps(trial);
    }

    void run() throws InterruptedException {
      List<Long> seeds = search.seeds();
      Evaluation.Outcome outcome = Evaluation.Outcome.DONE;
      for (int i = 0; i < seeds.size(); i++) {
        if (values.containsKey(seeds.get(i))) {
          continue; // done before the process died
        }
        Evaluation evaluation = evaluate(i);
        if (evaluation.value() == null || !Double.isFinite(evaluation.value())) {
          end(evaluation);
          return;
        }
        if (evaluation.outcome() == Evaluation.Outcome.VANISHED) {
          outcome = evaluation.outcome();
        }
        values.put(seeds.get(i), evaluation.value());
        trials.note(number, Notes.VALUES, Notes.values(values));
        trials.note(number, Notes.STEPS, new JsonPrimitive(steps));
        boolean last = i == seeds.size() - 1;
        if (!trials.report(number, (i + 1) * search.steps(), evaluation.value(), !last)) {
          trials.end(
              number,
              TrialState.PRUNED,
              evaluation.value(),
              Evaluation.Outcome.PRUNED,
              "after %d of %d seeds".formatted(i + 1, seeds.size()),
              steps);
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

    private void end(Evaluation evaluation) {
      TrialState state =
          switch (evaluation.outcome()) {
            case FAILED, CRASHED -> TrialState.FAIL;
            default -> TrialState.PRUNED;
          };
      trials.end(number, state, last, evaluation.outcome(), evaluation.message(), steps);
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
        last = Double.isFinite(value) ? value : last;
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
