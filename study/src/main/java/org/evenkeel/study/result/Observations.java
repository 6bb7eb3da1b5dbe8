// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a study as numbers for a regression.
 *
 * <pre>
 * symbol    code         meaning
 * v                      value of a trial
 * u         y            value on the scale of the regression: log(v + shift), below the ceiling
 * shift     shift        0 if all values are positive; else the median's distance from the lowest
 *                        value, less the lowest value
 * ceiling                upper quartile of u plus three times its distance from the lowest u
 * e         extraNoise   variance of noise known to come on top of the noise of all trials
 * </pre>
 *
 * <p>The ceiling ignores how bad a bad trial is, which says nothing about where the good ones are.
 *
 * <p>A trial that diverged or was infeasible has no value. It enters as a bound just above the
 * worst known value; where the surface is higher, the bound does not lower it.
 *
 * <p>A trial that was pruned after some of its seeds enters with their mean plus the mean change of
 * u that the complete trials showed from these same seeds to the end, with the variance of those
 * changes as extra noise.
 *
 * <p>A trial that was pruned within its first seed is only known to have been behind. Its end lies
 * between its last report and that report plus the mean change of the complete trials from that
 * step on. It enters in the middle, with the variance of an even spread between the two plus that
 * of the changes as extra noise. With fewer than three complete trials to compare with, a pruned
 * trial enters with its last known value and the whole variance of the complete ones. Failed trials
 * are left out.
 *
 * <p>The disagreement of seeds about settings is extra noise of every trial.
 */
final class Observations {
  /** The trials that have a value or a bound, in order. */
  final List<Trial> trials;

  /** The trials that have a value. */
  private final List<Trial> valued;

  /** The values u; for a bound, the bound. */
  final double[] y;

  /** The variances e of extra noise. */
  final double[] extraNoise;

  /** Whether each value is only a lower bound. */
  final boolean[] bound;

  private final double shift;

  private enum Kind {
    VALUE,
    BOUND,
    PRUNED
  }

  Observations(List<Trial> all) {
    trials = all.stream().filter(trial -> kind(trial) != null).toList();
    valued = trials.stream().filter(trial -> kind(trial) == Kind.VALUE).toList();
    double[] values = valued.stream().mapToDouble(Trial::value).sorted().toArray();
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "a surface needs at least 2 complete trials with a finite value, not %d; run more trials"
              .formatted(values.length));
    }
    double apart = Interval.quantile(values, 0.5) - values[0];
    if (!(apart > 0)) {
      apart = values[values.length - 1] - values[0];
    }
    shift = values[0] > 0 ? 0 : (apart > 0 ? apart : 1) - values[0];
    int n = trials.size();
    y = new double[n];
    extraNoise = new double[n];
    bound = new boolean[n];
    for (int i = 0; i < n; i++) {
      switch (kind(trials.get(i))) {
        case VALUE -> y[i] = scale(trials.get(i).value());
        case BOUND -> bound[i] = true;
        case PRUNED -> extrapolate(i);
      }
    }
    double interaction = interaction();
    for (int i = 0; i < n; i++) {
      extraNoise[i] += interaction / Math.max(1, TrialNotes.values(trials.get(i)).size());
    }
    double[] known =
        IntStream.range(0, n).filter(i -> !bound[i]).mapToDouble(i -> y[i]).sorted().toArray();
    double best = scale(values[0]);
    double quartile = Interval.quantile(known, 0.75);
    double ceiling = known[known.length - 1];
    if (quartile > best) {
      ceiling = Math.min(ceiling, quartile + 3 * (quartile - best));
    }
    double above = ceiling + 0.1 * (ceiling - best);
    for (int i = 0; i < n; i++) {
      y[i] = bound[i] ? above : Math.min(ceiling, y[i]);
    }
  }

  /**
   * The interaction of seeds and settings: the variance of u over the complete trials that neither
   * the trial nor the seed explains; 0 for single seeds. All trials share the same few seeds, so
   * neighbouring trials share this deviation and would otherwise look less noisy than they are.
   */
  private double interaction() {
    List<SortedMap<Long, Double>> complete =
        trials.stream()
            .filter(Trial::hasValue)
            .map(TrialNotes::values)
            .filter(v -> v.values().stream().allMatch(this::inside))
            .toList();
    if (complete.isEmpty()) {
      return 0;
    }
    Set<Long> seeds = complete.get(0).keySet();
    List<double[]> rows =
        complete.stream()
            .filter(v -> v.keySet().equals(seeds))
            .map(v -> v.values().stream().mapToDouble(this::scale).toArray())
            .toList();
    int columns = seeds.size();
    if (rows.size() < 2 || columns < 2) {
      return 0;
    }
    double[] seedMean = new double[columns];
    double all = 0;
    for (double[] row : rows) {
      for (int s = 0; s < columns; s++) {
        seedMean[s] += row[s] / rows.size();
        all += row[s] / rows.size() / columns;
      }
    }
    double squares = 0;
    for (double[] row : rows) {
      double mean = Arrays.stream(row).average().orElse(0);
      for (int s = 0; s < columns; s++) {
        double rest = row[s] - mean - seedMean[s] + all;
        squares += rest * rest;
      }
    }
    return squares / (rows.size() - 1) / (columns - 1);
  }

  private static @Nullable Kind kind(Trial trial) {
    if (trial.hasValue() && Double.isFinite(trial.value())) {
      return Kind.VALUE;
    } else if (trial.state() == TrialState.COMPLETE && trial.value() != null) {
      return Kind.BOUND;
    } else if (trial.state() != TrialState.PRUNED) {
      return null;
    }
    String outcome = TrialNotes.outcomeOrState(trial);
    boolean failing = outcome.equals("diverged") || outcome.equals("hopeless");
    boolean silent = last(trial) == null && TrialNotes.values(trial).isEmpty();
    return failing || silent ? Kind.BOUND : Kind.PRUNED;
  }

  /** The last step at which a trial reported a finite number; null if none. */
  private static @Nullable Integer last(Trial trial) {
    Integer last = null;
    for (Integer step : trial.intermediate().keySet()) {
      last = Double.isFinite(trial.intermediate().get(step)) ? step : last;
    }
    return last;
  }

  private void extrapolate(int i) {
    Trial trial = trials.get(i);
    Set<Long> seeds = TrialNotes.values(trial).keySet();
    Integer step = last(trial);
    Function<Trial, Double> then =
        seeds.isEmpty() ? t -> t.intermediate().get(step) : t -> mean(t, seeds);
    List<Double> changes = new ArrayList<>();
    List<Double> complete = new ArrayList<>();
    for (Trial other : valued) {
      double end = scale(other.value());
      complete.add(end);
      Double before = then.apply(other);
      if (before != null && inside(before)) {
        changes.add(end - scale(before));
      }
    }
    double now = then.apply(trial);
    if (!inside(now)) {
      bound[i] = true;
    } else if (changes.size() < 3) {
      y[i] = scale(now);
      extraNoise[i] = variance(complete);
    } else {
      double change = changes.stream().mapToDouble(c -> c).average().orElse(0);
      y[i] = scale(now) + (seeds.isEmpty() ? change / 2 : change);
      extraNoise[i] = variance(changes) + (seeds.isEmpty() ? change * change / 12 : 0);
    }
  }

  /** The mean of a trial's values over some seeds; null if one is missing. */
  private static @Nullable Double mean(Trial trial, Set<Long> seeds) {
    SortedMap<Long, Double> values = TrialNotes.values(trial);
    double sum = 0;
    for (Long seed : seeds) {
      Double value = values.get(seed);
      if (value == null) {
        return null;
      }
      sum += value;
    }
    return sum / seeds.size();
  }

  private static double variance(List<Double> numbers) {
    double mean = numbers.stream().mapToDouble(x -> x).average().orElse(0);
    return numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum()
        / Math.max(1, numbers.size() - 1);
  }

  private boolean inside(double value) {
    return Double.isFinite(value) && value + shift > 0;
  }

  private double scale(double value) {
    return Math.log(value + shift);
  }

  /** The value v of a number on the scale of the regression. */
  double unscaled(double u) {
    return Math.exp(u) - shift;
  }
}
