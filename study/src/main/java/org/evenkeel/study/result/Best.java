// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.result;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.jspecify.annotations.Nullable;

/**
 * The best trial, as Optuna defines it: the complete trial with the lowest value, the earlier of
 * two equal ones.
 *
 * <p>The lowest of many noisy values is too low on average. To estimate what a setting is worth,
 * evaluate it again with seeds that the search did not use.
 *
 * @param trial the trial
 * @param mean its mean over seeds, or its value where no seed's value is noted
 * @param standardError the standard error of the mean, s/√n; null for fewer than two seeds
 * @param seeds the number of seeds; 0 where no seed's value is noted
 */
public record Best(Trial trial, double mean, @Nullable Double standardError, int seeds) {

  /** The best of some trials; empty if none is complete. */
  public static Optional<Best> of(List<Trial> trials) {
    return trials.stream()
        .filter(Trial::hasValue)
        .min(Comparator.comparing(Trial::value).thenComparing(Trial::number))
        .map(Best::of);
  }

  private static Best of(Trial trial) {
    SortedMap<Long, Double> values = TrialNotes.values(trial);
    int n = values.size();
    if (n == 0) {
      return new Best(trial, trial.value(), null, 0);
    }
    double mean = values.values().stream().mapToDouble(v -> v).sum() / n;
    double squares = values.values().stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Best(trial, mean, n < 2 ? null : Math.sqrt(squares / (n - 1) / n), n);
  }
}
