// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/**
 * The split of a study's trials into the best tenth and the others.
 *
 * <p>Complete trials rank first, by value; then pruned ones, by the last step, the later first, and
 * by value; then those pruned without a report; then running ones, so that no other worker tries
 * the same meanwhile. Failed and waiting trials are left out.
 *
 * @param good min(⌈n / 10⌉, 25) of the n finished trials, oldest first
 * @param bad the others and the running trials, oldest first
 */
record TpeSplit(List<Trial> good, List<Trial> bad) {

  private static final Comparator<Trial> BEST_FIRST =
      Comparator.comparingDouble(TpeSplit::rank).thenComparingDouble(TpeSplit::value);

  static TpeSplit of(List<Trial> history) {
    List<Trial> trials =
        history.stream()
            .filter(TpeSplit::counts)
            .sorted(Comparator.comparingInt(Trial::number))
            .toList();
    int n = finished(history);
    List<Trial> good =
        trials.stream()
            .sorted(BEST_FIRST)
            .limit(Math.min((n + 9) / 10, 25))
            .sorted(Comparator.comparingInt(Trial::number))
            .toList();
    List<Trial> bad = new ArrayList<>(trials);
    bad.removeAll(good);
    return new TpeSplit(good, bad);
  }

  /** The number of complete and pruned trials. */
  static int finished(List<Trial> history) {
    return (int) history.stream().filter(t -> counts(t) && t.state() != TrialState.RUNNING).count();
  }

  private static boolean counts(Trial trial) {
    return trial.hasValue()
        || trial.state() == TrialState.PRUNED
        || trial.state() == TrialState.RUNNING;
  }

  private static double rank(Trial trial) {
    return switch (trial.state()) {
      case COMPLETE -> Double.NEGATIVE_INFINITY;
      case PRUNED -> trial.intermediate().isEmpty() ? 1 : -trial.intermediate().lastKey();
      default -> Double.POSITIVE_INFINITY;
    };
  }

  private static double value(Trial trial) {
    if (trial.state() == TrialState.COMPLETE) {
      return trial.value();
    } else if (trial.state() == TrialState.PRUNED && !trial.intermediate().isEmpty()) {
      double last = trial.intermediate().get(trial.intermediate().lastKey());
      return Double.isNaN(last) ? Double.POSITIVE_INFINITY : last;
    }
    return 0;
  }
}
