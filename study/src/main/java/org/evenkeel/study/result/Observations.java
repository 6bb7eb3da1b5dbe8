// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.study.trial.Trial;
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
 * <p>A trial that was given up in the middle tells only that it was behind. It would have ended
 * somewhere between its last report and what that becomes if it goes on as the complete trials did
 * from that same step on (the mean of their change, on the scale of the logarithm): it stands in
 * the middle, with noise as of an even spread between the two, and with the spread of those
 * changes. With fewer than three complete trials that reported at that step, it stands at its last
 * report with the whole spread of the complete ones as noise. Trials that failed are left out.
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
    return failing || last(trial) == null ? Kind.BOUND : Kind.GIVEN_UP;
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
    Integer step = last(trial);
    List<Double> changes = new ArrayList<>();
    List<Double> complete = new ArrayList<>();
    for (int j = 0; j < trials.size(); j++) {
      if (kinds.get(j) == Kind.VALUE) {
        double end = scale(trials.get(j).value());
        complete.add(end);
        Double then = trials.get(j).intermediate().get(step);
        if (then != null && inside(then)) {
          changes.add(end - scale(then));
        }
      }
    }
    double now = trial.intermediate().get(step);
    if (!inside(now)) {
      bound[i] = true;
    } else if (changes.size() < 3) {
      y[i] = scale(now);
      extra[i] = variance(complete);
    } else {
      double change = changes.stream().mapToDouble(c -> c).average().orElse(0);
      y[i] = scale(now) + change / 2;
      extra[i] = variance(changes) + change * change / 12; // as evenly spread between the two
    }
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
