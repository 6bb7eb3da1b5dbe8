// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.util.Comparator;
import java.util.List;
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
 * @param best the lowest loss; null if there is none
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
    List<Trial> begun = trials.stream().filter(trial -> !infeasible(trial)).toList();
    return new Tally(
        count(begun, TrialState.COMPLETE),
        count(begun, TrialState.PRUNED),
        trials.size() - begun.size(),
        count(begun, TrialState.FAIL),
        count(begun, TrialState.RUNNING),
        trials.stream().mapToLong(TrialNotes::steps).sum(),
        trials.stream()
            .filter(Trial::hasValue)
            .map(Trial::value)
            .min(Comparator.naturalOrder())
            .orElse(null));
  }

  private static boolean infeasible(Trial trial) {
    return TrialNotes.outcome(trial).equals(Evaluation.Outcome.INFEASIBLE.label());
  }

  private static int count(List<Trial> trials, TrialState state) {
    return (int) trials.stream().filter(trial -> trial.state() == state).count();
  }

  /** The number of finished trials. */
  public int finished() {
    return complete + pruned + infeasible + failed;
  }
}
