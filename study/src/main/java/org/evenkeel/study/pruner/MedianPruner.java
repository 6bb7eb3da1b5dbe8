// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import java.util.Objects;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/**
 * A pruner that stops a trial whose best value so far is above the median of the complete trials at
 * this step, like Optuna's pruner of this name (Golovin et al., Google Vizier, 2017, section 3.2.2,
 * without their running averages). A trial that reported only NaN is stopped.
 *
 * @param startupTrials the number of complete trials before any trial is stopped
 * @param warmupSteps the step before which no trial is stopped
 */
public record MedianPruner(int startupTrials, int warmupSteps) implements Pruner {

  /** Throws {@link IllegalArgumentException} if a number is negative. */
  public MedianPruner {
    if (startupTrials < 0 || warmupSteps < 0) {
      throw new IllegalArgumentException(
          "trials and steps without pruning must not be negative: %d, %d; use 0 for none"
              .formatted(startupTrials, warmupSteps));
    }
  }

  @Override
  public boolean prunes(Trial trial, List<Trial> history) {
    List<Trial> complete =
        history.stream().filter(other -> other.state() == TrialState.COMPLETE).toList();
    int step = trial.intermediate().lastKey();
    if (complete.isEmpty() || complete.size() < startupTrials || step < warmupSteps) {
      return false;
    }
    double[] own = numbers(trial.intermediate().values().stream().toList());
    if (own.length == 0) {
      return true;
    }
    double[] others =
        numbers(
            complete.stream()
                .map(other -> other.intermediate().get(step))
                .filter(Objects::nonNull)
                .toList());
    if (others.length == 0) {
      return false;
    }
    double median = (others[(others.length - 1) / 2] + others[others.length / 2]) / 2;
    return own[0] > median;
  }

  /** The values without NaN, in ascending order. */
  private static double[] numbers(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(value -> !Double.isNaN(value))
        .sorted()
        .toArray();
  }
}
