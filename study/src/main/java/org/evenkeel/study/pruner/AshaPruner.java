// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import java.util.SortedMap;
import org.evenkeel.study.trial.Trial;

/**
 * Asynchronous successive halving (Li et al., A system for massively parallel hyperparameter
 * tuning, 2020): at rung k, which is at step r·η^(s + k), a trial continues if it is among the best
 * 1/η of all trials that have reached the rung; while they are fewer than η, if it is the best.
 *
 * <p>A trial reaches a rung with the first report at its step or later. Optuna's pruner of this
 * kind stores a value at each rung, which is read from the reports here; the decisions are the same
 * where no report passes two rungs at once.
 *
 * @param minResource the step r, at least 1
 * @param reductionFactor the factor η, at least 2
 * @param minEarlyStopping the number s of skipped rungs, at least 0
 */
public record AshaPruner(int minResource, int reductionFactor, int minEarlyStopping)
    implements Pruner {

  /** Throws {@link IllegalArgumentException} if a number is too small. */
  public AshaPruner {
    if (minResource < 1 || reductionFactor < 2 || minEarlyStopping < 0) {
      throw new IllegalArgumentException(
          "successive halving needs a first step of at least 1, a factor of at least 2 and at least"
              + " 0 skipped rungs: %d, %d, %d; 1, 4, 0 are usual"
                  .formatted(minResource, reductionFactor, minEarlyStopping));
    }
  }

  @Override
  public boolean prunes(Trial trial, List<Trial> history) {
    int last = trial.intermediate().lastKey();
    double value = trial.intermediate().get(last);
    double rung = minResource * Math.pow(reductionFactor, minEarlyStopping);
    for (; rung <= last; rung *= reductionFactor) {
      int step = (int) rung;
      if (trial.intermediate().tailMap(step).firstKey() < last) {
        continue; // the trial passed this rung before
      }
      if (Double.isNaN(value) || !amongBest(value, step, trial.number(), history)) {
        return true;
      }
    }
    return false;
  }

  private boolean amongBest(double value, int step, int number, List<Trial> history) {
    List<Double> others =
        history.stream()
            .filter(other -> other.number() != number)
            .map(other -> other.intermediate().tailMap(step))
            .filter(reports -> !reports.isEmpty())
            .map(AshaPruner::first)
            .filter(other -> !Double.isNaN(other))
            .toList();
    int places = Math.max(1, (others.size() + 1) / reductionFactor);
    return others.stream().filter(other -> other < value).count() < places;
  }

  private static double first(SortedMap<Integer, Double> reports) {
    return reports.get(reports.firstKey());
  }
}
