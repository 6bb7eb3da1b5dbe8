// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.Origin;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/** A study's file as a result, without searching on. */
final class StudyFile {

  private StudyFile() {}

  /**
   * Reads one. A study that Evenkeel did not begin is shown by its trials alone.
   *
   * @param name which study of the file; null for the only one
   * @throws IllegalArgumentException if there is none to show
   */
  static StudyResult read(Path file, String name) {
    Journal journal = Journal.existing(file, name);
    if (journal.attributes().containsKey(StudyPlan.NOTE)) {
      try (Tuning tuning = Tuning.join(file, name, 1)) {
        Origin origin =
            new Origin(
                "evenkeel tune --study " + Output.quoted(file.toString()),
                Output.VERSION,
                tuning.options().seed(),
                tuning.subject().description(),
                Origins.data(tuning.data()),
                tuning.training());
        return TuneResult.noted(tuning).study(origin, file);
      }
    }
    Map<String, Domain> domains = new LinkedHashMap<>();
    for (Trial trial : journal.trials()) {
      domains.putAll(trial.domains());
    }
    if (domains.isEmpty()) {
      throw new IllegalArgumentException(
          "a study to show has trials with values: %s has none; search first".formatted(file));
    }
    List<Hyperparameter> all =
        domains.entrySet().stream()
            .map(one -> Hyperparameter.of(one.getKey(), one.getValue()))
            .toList();
    return StudyResult.of(file.toString(), new Space(all), journal.trials());
  }
}
