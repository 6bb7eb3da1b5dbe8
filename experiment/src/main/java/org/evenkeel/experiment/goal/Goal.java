// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.goal;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.evenkeel.data.Reading;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Metrics;
import org.evenkeel.study.pruner.HyperbandPruner;
import org.evenkeel.study.pruner.MedianPruner;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.pruner.RacePruner;
import org.evenkeel.study.trial.Direction;

/**
 * The goal of a study: what a trial's value is, on which examples, and which trials are pruned.
 *
 * @param metric the name of a {@link Metric}; one of which higher is better is maximized: its study
 *     says so, and has the metric's own values
 * @param folds the number of folds, each of which one seed of a trial validates on; 0 for the
 *     validation examples
 * @param pruning how trials are pruned
 */
public record Goal(String metric, int folds, Pruning pruning) {

  /** Ways of pruning; each also prunes settings that are clearly behind after a seed. */
  public enum Pruning {
    /** Trials that are above the median of the others in the second half of a training. */
    MEDIAN,
    /** Trials that are not among the best third at steps that triple, in brackets. */
    HYPERBAND,
    /** None. */
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern CLASS = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)+");

  /** The most characters of a wrong name that are shown. */
  private static final int SHOWN = 40;

  /** The factor between two rungs of Hyperband. */
  private static final int FACTOR = 3;

  /** The trials before the first that the median prunes. */
  private static final int STARTUP = 5;

  /** The lowest validation loss of an epoch. */
  public static final Goal LOSS = new Goal("loss", 0, Pruning.MEDIAN);

  /** Throws {@link IllegalArgumentException} if no metric can have the name, or for 1 fold. */
  public Goal {
    if (Metrics.known(metric).isEmpty() && !CLASS.matcher(metric).matches()) {
      throw new IllegalArgumentException(
          "a metric must be one of %s, or a class in a package: '%s' is neither; check its name"
              .formatted(
                  Arrays.toString(Metrics.values()),
                  metric.substring(0, Math.min(SHOWN, metric.length()))));
    }
    if (folds < 0 || folds == 1) {
      throw new IllegalArgumentException(
          "the number of folds must be at least 2: %d; 5 are usual, and 0 is none"
              .formatted(folds));
    }
  }

  /** The same goal with another metric. */
  public Goal withMetric(String other) {
    return new Goal(other, folds, pruning);
  }

  /** The same goal over folds; a trial has as many seeds. */
  public Goal withFolds(int other) {
    return new Goal(metric, other, pruning);
  }

  /** The same goal with other pruning. */
  public Goal withPruning(Pruning other) {
    return new Goal(metric, folds, other);
  }

  /** The metric; a class of the user's is loaded. */
  public Metric measured() {
    return Metric.named(metric);
  }

  /**
   * The direction of a new study. A class of the user's whose number to minimize is neither the
   * metric nor a constant less it is minimized by that number.
   */
  public Direction direction() {
    Metric metric = measured();
    double best = metric.higherIsBetter() ? metric.minimized(0) : 0;
    return metric.higherIsBetter() && metric.minimized(1) == best - 1 && Double.isFinite(best)
        ? Direction.maximize(best)
        : Direction.MINIMIZE;
  }

  /** Whether the metric is a class of the user's. */
  public boolean isOwnMetric() {
    return Metrics.known(metric).isEmpty();
  }

  /**
   * The examples of one seed.
   *
   * @param index the number of the seed among those of a trial
   * @param seed the seed of the order
   */
  public Split examples(Reading read, int index, long seed) {
    if (folds == 0) {
      return read.split();
    }
    Split fold = read.split().fold(Math.floorMod(index, folds), folds, seed);
    return read.standardized() ? fold.standardized() : fold;
  }

  /**
   * The pruner.
   *
   * @param epochs the most epochs of a training
   * @param seeds the seeds of a trial
   * @param spared the number of first trials that only a whole seed may end: they explore, and a
   *     value of one seed tells how far behind they are
   */
  public Pruner pruner(int epochs, int seeds, int spared) {
    return switch (pruning) {
      case MEDIAN -> new MedianPruner(STARTUP, epochs / 2).from(spared).or(new RacePruner(epochs));
      case HYPERBAND ->
          new HyperbandPruner(1, epochs * seeds, FACTOR).from(spared).or(new RacePruner(epochs));
      case NONE -> Pruner.NEVER;
    };
  }
}
