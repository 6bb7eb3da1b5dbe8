// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.export;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;

/**
 * The learning curves of a study's trials. A trial reports its seeds one after another: step i·n +
 * s is step s of seed number i.
 *
 * @param steps the steps n of one seed
 */
record TrialCurves(int steps) {

  /** The steps of one seed, by the trials that have them all. */
  static TrialCurves of(StudyResult study) {
    int steps =
        study.trials().stream()
            .filter(trial -> trial.hasValue() && !trial.intermediate().isEmpty())
            .mapToInt(trial -> trial.intermediate().lastKey() / Math.max(1, seeds(trial).size()))
            .max()
            .orElse(Integer.MAX_VALUE);
    return new TrialCurves(Math.max(1, steps));
  }

  private static List<String> seeds(Trial trial) {
    List<String> seeds = new ArrayList<>();
    if (trial.attributes().get(TrialNotes.SEEDS) instanceof JsonArray noted) {
      noted.forEach(seed -> seeds.add(seed.getAsString()));
    }
    return seeds;
  }

  /** The name of each seed of a trial, with its curve by step. */
  SortedMap<String, SortedMap<Integer, Double>> curves(Trial trial) {
    List<String> seeds = seeds(trial);
    SortedMap<String, SortedMap<Integer, Double>> curves = new TreeMap<>();
    trial
        .intermediate()
        .forEach(
            (step, value) -> {
              int index = (step - 1) / steps;
              String seed = index < seeds.size() ? seeds.get(index) : String.valueOf(index);
              curves
                  .computeIfAbsent("seed " + seed, any -> new TreeMap<>())
                  .put(step - index * steps, value);
            });
    return curves;
  }
}
