// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/**
 * A pruner that saves the remaining seeds of a setting that is clearly behind: at the end of a
 * seed, a trial stops if its mean over the seeds so far exceeds that of the best complete trial,
 * over the same seeds and over all, by more than a share of it. A setting that is behind by more
 * than the noise costs one seed instead of all.
 *
 * @param steps the steps of one seed; seed i of a trial ends at step (i + 1)·steps
 * @param share the share by which a trial may be behind, 0.25 by default
 */
public record RacePruner(int steps, double share) implements Pruner {

  /** The pruner with a share of a quarter. */
  public RacePruner(int steps) {
    this(steps, 0.25);
  }

  /** Throws {@link IllegalArgumentException} if a number is out of its range. */
  public RacePruner {
    if (steps < 1 || !(share >= 0)) {
      throw new IllegalArgumentException(
          "a race needs at least one step per seed and a share of at least 0: %d, %s"
              .formatted(steps, share));
    }
  }

  @Override
  public boolean prunes(Trial trial, List<Trial> history) {
    int last = trial.intermediate().lastKey();
    if (last % steps != 0) {
      return false;
    }
    double mine = mean(trial, last);
    return history.stream()
        .filter(Trial::hasValue)
        .min((a, b) -> Double.compare(a.value(), b.value()))
        // The best trial may be lucky with its first seeds, so the mean of all its seeds counts
        // too.
        .map(best -> Math.max(best.value(), mean(best, last)))
        .filter(theirs -> mine - theirs > share * Math.abs(theirs))
        .isPresent();
  }

  /** The mean over the seeds up to a step; NaN where one is missing. */
  private double mean(Trial trial, int last) {
    double sum = 0;
    for (int step = steps; step <= last; step += steps) {
      Double value = trial.intermediate().get(step);
      sum += value == null ? Double.NaN : value;
    }
    int seeds = last / steps;
    return sum / seeds;
  }
}
