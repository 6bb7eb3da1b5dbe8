// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import java.util.List;
import org.evenkeel.study.trial.Trial;

/**
 * Spares the other seeds of a setting that is behind already: at the end of a seed, a trial is
 * given up if its mean over the seeds so far is above that of the best complete trial, over the
 * same seeds and over all, by more than a share of it. A setting that is not the best yet and no
 * noise makes the best costs one seed instead of all.
 *
 * @param steps the steps of one seed; seed i of a trial ends at step (i + 1)·steps
 * @param share how far behind a trial may be, 0.25 if nothing else is known
 */
public record RacePruner(int steps, double share) implements Pruner {

  /** Gives up at a mean of a quarter above the best. */
  public RacePruner(int steps) {
    this(steps, 0.25);
  }

  /** Throws {@link IllegalArgumentException} if a number is out of its range. */
  public RacePruner {
    if (steps < 1 || !(share >= 0)) {
      throw new IllegalArgumentException(
          "a race has seeds of at least one step, and a share of at least 0: %d, %s"
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
        // The best is the best partly by luck with its first seeds: all of them count as well.
        .map(best -> Math.max(best.value(), mean(best, last)))
        .filter(theirs -> mine - theirs > share * Math.abs(theirs))
        .isPresent();
  }

  /** The mean over the seeds up to a step; not a number where one is missing. */
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
