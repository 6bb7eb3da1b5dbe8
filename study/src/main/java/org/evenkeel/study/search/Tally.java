// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a study's trials by state.
 *
 * @param complete trials with a value
 * @param pruned trials that were stopped early or diverged
 * @param infeasible trials that were rejected before their first step
 * @param failed trials without a result
 * @param running trials that are running
 * @param steps units of work of all trials
 * @param best the lowest value; null if there is none
 */
public record Tally(
    int complete,
    int pruned,
    int infeasible,
    int failed,
    int running,
    long steps,
    @Nullable Double best) {

  /** The tally of some trials. */
  public static Tally of(List<Trial> trials) {
    Map<TrialState, Integer> states = new EnumMap<>(TrialState.class);
    int infeasible = 0;
    long steps = 0;
    Double best = null;
    for (Trial trial : trials) {
      steps += TrialNotes.steps(trial);
      if (TrialNotes.outcome(trial).equals(Evaluation.Outcome.INFEASIBLE.label())) {
        infeasible++;
      } else {
        states.merge(trial.state(), 1, Integer::sum);
      }
      if (trial.hasValue() && (best == null || trial.value() < best)) {
        best = trial.value();
      }
    }
    return new Tally(
        states.getOrDefault(TrialState.COMPLETE, 0),
        states.getOrDefault(TrialState.PRUNED, 0),
        infeasible,
        states.getOrDefault(TrialState.FAIL, 0),
        states.getOrDefault(TrialState.RUNNING, 0),
        steps,
        best);
  }

  /** The number of finished trials. */
  public int finished() {
    return complete + pruned + infeasible + failed;
  }
}
