// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.util.List;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/**
 * How far a study is.
 *
 * @param complete trials with a value
 * @param pruned trials given up on the way, those that diverged included
 * @param hopeless trials given up before their first step
 * @param failed trials without a result
 * @param running trials somebody is at
 * @param steps units of work of all trials
 * @param best the lowest value; null if there is none
 */
public record Tally(
    int complete, int pruned, int hopeless, int failed, int running, long steps, Double best) {

  /** Counts trials. */
  public static Tally of(List<Trial> trials) {
    int[] states = new int[TrialState.values().length];
    int hopeless = 0;
    long steps = 0;
    Double best = null;
    for (Trial trial : trials) {
      steps += Notes.steps(trial);
      if (Notes.outcome(trial).equals(Evaluation.Outcome.HOPELESS.label())) {
        hopeless++;
      } else {
        states[trial.state().ordinal()]++;
      }
      if (trial.hasValue() && (best == null || trial.value() < best)) {
        best = trial.value();
      }
    }
    return new Tally(
        states[TrialState.COMPLETE.ordinal()],
        states[TrialState.PRUNED.ordinal()],
        hopeless,
        states[TrialState.FAIL.ordinal()],
        states[TrialState.RUNNING.ordinal()],
        steps,
        best);
  }

  /** The trials that are finished. */
  public int finished() {
    return complete + pruned + hopeless + failed;
  }
}
