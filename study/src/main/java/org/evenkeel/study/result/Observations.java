// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;

/**
 * Trials as numbers that a regression can bear.
 *
 * <p>Losses that are all positive become their logarithms. Others become log(v − v₀ + c) with v₀
 * the lowest and c the median's distance from it. Both keep the order. What lies above the upper
 * quartile plus three times its distance from the lowest is cut off there: how bad a bad trial is
 * says nothing of where the good ones are.
 *
 * <p>A trial that diverged or was hopeless has no value: it stands just above the worst that is
 * known, as a bound: a surface that passes higher there is not drawn down.
 *
 * <p>A trial that was given up after some of its seeds has their mean, which becomes what it became
 * for the complete trials from these same seeds (the mean of their change, on the scale of the
 * logarithm), with the spread of those changes as noise.
 *
 * <p>A trial that was given up within its first seed tells only that it was behind. It would have
 * ended somewhere between its last report and what that becomes if it goes on as the complete
 * trials did from that same step on (the mean of their change, on the scale of the logarithm): it
 * stands in the middle, with noise as of an even spread between the two, and with the spread of
 * those changes. With fewer than three complete trials to compare with, either stands at what is
 * known of it, with the whole spread of the complete ones as noise. Trials that failed are left
 * out.
 *
 * <p>What the seeds disagree about comes on top as noise of every trial.
 */
final class Observations {
  /** Trials in order. */
  final List<Trial> trials = new ArrayList<>();

  /** Values on the scale of the regression; for a bound, the bound. */
  final double[] y;

  /** Variance of the noise that is known to come on top of the noise of all. */
  final double[] extra;

  /** Whether a value is only a lower bound. */
  final boolean[] bound;

  private final boolean log;
  private final double shift;

  private enum Kind {
    VALUE,
    BOUND,
    GIVEN_UP
  }

  Observations(List<Trial> all) {
    List<Kind> kinds = new ArrayList<>();
    for (Trial trial : all) {
      Kind kind = kind(trial);
      if (kind != null) {
        trials.add(trial);
        kinds.add(kind);
      }
    }
    double[] values =
        trials.stream()
            .filter(t -> kind(t) == Kind.VALUE)
            .mapToDouble(Trial::value)
            .sorted()
            .toArray();
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "a surface needs at least 2 complete trials with a finite value: %d; run more trials"
              .formatted(values.length));
    }
    log = values[0] > 0;
    double apart = Interval.quantile(values, 0.5) - values[0];
    if (!(apart > 0)) {
      apart = values[values.length - 1] - values[0];
    }
    shift = log ? 0 : (apart > 0 ? apart : 1) - values[0];
    int n = trials.size();
    y = new double[n];
    extra = new double[n];
    bound = new boolean[n];
    double[] known = new double[n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      switch (kinds.get(i)) {
        case VALUE -> y[i] = scale(trials.get(i).value());
        case BOUND -> bound[i] = true;
        case GIVEN_UP -> carryOn(i, kinds);
      }
      if (!bound[i]) {
        known[count++] = y[i];
      }
    }
    double interaction = interaction();
    for (int i = 0; i < n; i++) {
      extra[i] += interaction / Math.max(1, TrialNotes.values(trials.get(i)).size());
    }
    double[] sorted = Arrays.copyOf(known, count);
    Arrays.sort(sorted);
    double best = scale(values[0]);
    double quartile = Interval.quantile(sorted, 0.75);
    double ceiling = sorted[count - 1];
    if (quartile > best) {
      ceiling = Math.min(ceiling, quartile + 3 * (quartile - best));
    }
    double above = ceiling + 0.1 * (ceiling - best);
    for (int i = 0; i < n; i++) {
      y[i] = bound[i] ? above : Math.min(ceiling, y[i]);
    }
  }

  /**
   * How much the seeds disagree about settings, on the scale of the regression: the variance over
   * the complete trials of what neither the trial nor the seed explains; 0 for single seeds. Every
   * trial has the same few seeds, so what is best for them need not be best for others, and trials
   * that lie close together share it: they would look less noisy than they are.
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

  private static Kind kind(Trial trial) {
    if (trial.hasValue() && Double.isFinite(trial.value())) {
      return Kind.VALUE;
    } else if (trial.state() == TrialState.COMPLETE && trial.value() != null) {
      return Kind.BOUND;
    } else if (trial.state() != TrialState.PRUNED) {
      return null;
    }
    String outcome = Outcomes.of(trial);
    boolean failing = outcome.equals("diverged") || outcome.equals("hopeless");
    boolean silent = last(trial) == null && TrialNotes.values(trial).isEmpty();
    return failing || silent ? Kind.BOUND : Kind.GIVEN_UP;
  }

  /** The last step at which a trial reported a number. */
  private static Integer last(Trial trial) {
    Integer last = null;
    for (Integer step : trial.intermediate().keySet()) {
      last = Double.isFinite(trial.intermediate().get(step)) ? step : last;
    }
    return last;
  }

  private void carryOn(int i, List<Kind> kinds) {
    Trial trial = trials.get(i);
    Set<Long> seeds = TrialNotes.values(trial).keySet();
    Integer step = last(trial);
    Function<Trial, Double> then =
        seeds.isEmpty() ? t -> t.intermediate().get(step) : t -> mean(t, seeds);
    List<Double> changes = new ArrayList<>();
    List<Double> complete = new ArrayList<>();
    for (int j = 0; j < trials.size(); j++) {
      if (kinds.get(j) == Kind.VALUE) {
        double end = scale(trials.get(j).value());
        complete.add(end);
        Double before = then.apply(trials.get(j));
        if (before != null && inside(before)) {
          changes.add(end - scale(before));
        }
      }
    }
    double now = then.apply(trial);
    if (!inside(now)) {
      bound[i] = true;
    } else if (changes.size() < 3) {
      y[i] = scale(now);
      extra[i] = variance(complete);
    } else {
      double change = changes.stream().mapToDouble(c -> c).average().orElse(0);
      y[i] = scale(now) + (seeds.isEmpty() ? change / 2 : change);
      // Without a seed that is done: as evenly spread between the last report and the end.
      extra[i] = variance(changes) + (seeds.isEmpty() ? change * change / 12 : 0);
    }
  }

  /** The mean of a trial's values of some seeds; null if it lacks one. */
  private static Double mean(Trial trial, Set<Long> seeds) {
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

  /** The value that a number on the scale of the regression stands for. */
  double value(double scaled) {
    return Math.exp(scaled) - shift;
  }
}
