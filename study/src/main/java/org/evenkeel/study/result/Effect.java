// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a change: two settings compared over the same seeds, pair by pair. Lower is better.
 *
 * <p>With d_i = default_i − changed_i over n seeds, m their mean and s their standard deviation,
 * the interval of the mean difference is m ± t(n−1) s/√n, with Student's quantile t; it assumes
 * roughly normal differences. The relative improvement is the same divided by the absolute mean of
 * the default; that divisor is taken as known.
 *
 * <p>A seed without a value on one side diverged there. A divergence has no size, so such a pair is
 * counted separately, is no part of the mean, and determines the answer: see {@link Answer}. A seed
 * without a value on both sides is ignored.
 *
 * <p>The values of a trial that was selected as the best are too low, so a comparison needs fresh
 * seeds.
 *
 * @param pairs the number of seeds with a value on both sides
 * @param difference m; null without a pair
 * @param differenceInterval its interval; null for fewer than two pairs
 * @param improvement m divided by the absolute mean of the default; null without a pair, or where
 *     that mean is 0
 * @param improvementInterval its interval; null for fewer than two pairs
 * @param changedDiverged the number of seeds for which only the change has no value
 * @param defaultDiverged the number of seeds for which only the default has no value
 * @param smallest the smallest relative improvement that matters
 * @param answer the answer in words
 */
public record Effect(
    int pairs,
    @Nullable Double difference,
    @Nullable Interval differenceInterval,
    @Nullable Double improvement,
    @Nullable Interval improvementInterval,
    int changedDiverged,
    int defaultDiverged,
    double smallest,
    Answer answer) {

  /** The default of the smallest relative improvement that matters. */
  public static final double SMALLEST = 0.02;

  /** The answer to whether the change is worth it. */
  public enum Answer {
    /**
     * The interval lies above 0 and the improvement is at least the smallest that matters; or the
     * default diverged with two seeds or more, and the change with none. With one such seed the
     * pairs decide.
     */
    WORTH_IT("worth it"),
    /**
     * The whole interval lies below the smallest improvement that matters; or the change diverged
     * where the default did not, because a start that fails by chance is no improvement.
     */
    LEAVE_IT("leave it at 1"),
    /** Neither; always for fewer than two pairs, or where each side diverged alone. */
    CANNOT_TELL("cannot tell");

    private final String words;

    Answer(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * The effect of a change, from the values that two trials noted for their seeds.
   *
   * @throws IllegalArgumentException if neither trial has such a value
   */
  public static Effect between(Trial changed, Trial standard) {
    return between(
        TrialNotes.values(changed), TrialNotes.values(standard), SMALLEST, Interval.LEVEL);
  }

  /**
   * The effect of a change that is looked at once.
   *
   * @param changed values by seed with the change; a seed that is absent on one side only, or whose
   *     value is not finite, diverged there
   * @param standard values by seed without the change
   * @param smallest the smallest relative improvement that matters, at least 0
   * @param level the probability of the intervals
   * @throws IllegalArgumentException if there is no value, or the smallest is negative
   */
  public static Effect between(
      Map<Long, Double> changed, Map<Long, Double> standard, double smallest, double level) {
    return between(changed, standard, smallest, level, 1);
  }

  /**
   * The effect of a change at one of several looks, between which more seeds may follow.
   *
   * @param looks the most looks, at least 1: the intervals of all of them hold together with the
   *     probability {@code level}, because each may miss with 1/looks of the rest (Bonferroni)
   * @throws IllegalArgumentException if there is no value, or a number is out of range
   */
  public static Effect between(
      Map<Long, Double> changed,
      Map<Long, Double> standard,
      double smallest,
      double level,
      int looks) {
    if (looks < 1) {
      throw new IllegalArgumentException("the number of looks must be at least 1: " + looks);
    }
    if (!(smallest >= 0)) {
      throw new IllegalArgumentException(
          "the smallest improvement that matters must be at least 0: %s".formatted(smallest));
    }
    SortedSet<Long> seeds = new TreeSet<>(changed.keySet());
    seeds.addAll(standard.keySet());
    List<double[]> pairs = new ArrayList<>();
    int changedDiverged = 0;
    int defaultDiverged = 0;
    for (Long seed : seeds) {
      Double after = finite(changed.get(seed));
      Double before = finite(standard.get(seed));
      if (after != null && before != null) {
        pairs.add(new double[] {before, after});
      } else if (before != null) {
        changedDiverged++;
      } else if (after != null) {
        defaultDiverged++;
      }
    }
    if (pairs.isEmpty() && changedDiverged + defaultDiverged == 0) {
      throw new IllegalArgumentException(
          "a comparison needs a value of at least one seed; evaluate both settings");
    }
    double[] differences = pairs.stream().mapToDouble(p -> p[0] - p[1]).toArray();
    int n = pairs.size();
    Double mean = n == 0 ? null : Arrays.stream(differences).sum() / n;
    double scale = n == 0 ? 0 : Math.abs(pairs.stream().mapToDouble(p -> p[0]).sum() / n);
    Interval around = n < 2 ? null : around(mean, differences, level, looks);
    Interval relative =
        around == null || scale == 0
            ? null
            : new Interval(around.low() / scale, around.high() / scale, level);
    Double improvement = scale > 0 ? mean / scale : null;
    Answer answer = answer(improvement, relative, changedDiverged, defaultDiverged, smallest);
    return new Effect(
        n, mean, around, improvement, relative, changedDiverged, defaultDiverged, smallest, answer);
  }

  private static Interval around(double mean, double[] differences, double level, int looks) {
    int n = differences.length;
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    double t = new TDistribution(n - 1.0).inverseCumulativeProbability(1 - (1 - level) / looks / 2);
    double half = t * Math.sqrt(squares / (n - 1) / n);
    return new Interval(mean - half, mean + half, level);
  }

  /** Whether more seeds may decide: not where each side diverged alone. */
  public boolean isOpen() {
    return answer == Answer.CANNOT_TELL && changedDiverged == 0;
  }

  private static @Nullable Double finite(@Nullable Double value) {
    return value != null && Double.isFinite(value) ? value : null;
  }

  private static Answer answer(
      @Nullable Double improvement,
      @Nullable Interval interval,
      int changedDiverged,
      int defaultDiverged,
      double smallest) {
    if (changedDiverged > 0) {
      return defaultDiverged > 0 ? Answer.CANNOT_TELL : Answer.LEAVE_IT;
    } else if (defaultDiverged > 1) {
      return Answer.WORTH_IT;
    } else if (interval == null) {
      return Answer.CANNOT_TELL;
    } else if (interval.low() > 0 && improvement >= smallest) {
      return Answer.WORTH_IT;
    } else if (interval.high() < smallest && defaultDiverged == 0) {
      return Answer.LEAVE_IT;
    }
    return Answer.CANNOT_TELL;
  }
}
