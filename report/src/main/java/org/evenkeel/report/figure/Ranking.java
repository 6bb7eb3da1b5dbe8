// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evenkeel.report.figure.TrainedStart.Spread;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.result.Comparison;
import org.evenkeel.training.TrainingRun;

/**
 * Which start of several trains best: with the fewest steps to the target accuracy, or, where none
 * reaches it, with the highest accuracy at the end.
 *
 * @param trains whether any trains at all
 * @param state the answer in a few words
 * @param sentence what it rests on
 */
public record Ranking(boolean trains, String state, String sentence) {

  /** The ranking; empty if less than two starts were trained. */
  public static Optional<Ranking> of(Comparison comparison) {
    List<TrainedStart> starts = TrainedStart.of(comparison);
    if (starts.size() < 2) {
      return Optional.empty();
    }
    List<TrainedStart> fast =
        starts.stream()
            .filter(start -> Double.isFinite(start.stepsToTarget().median()))
            .sorted(Comparator.comparingDouble(start -> start.stepsToTarget().median()))
            .toList();
    if (!fast.isEmpty() && comparison.targetAccuracy() != null) {
      return Optional.of(
          new Ranking(
              true,
              fast.get(0).name() + " trains best",
              StepsFigure.sentence(
                  starts, "validation accuracy " + Numbers.number(comparison.targetAccuracy()))));
    }
    List<TrainedStart> accurate =
        starts.stream()
            .filter(start -> start.last(TrainingRun.Epoch::validationAccuracy) != null)
            .filter(start -> start.failures().isEmpty())
            .sorted(Comparator.comparingDouble(start -> -accuracy(start)))
            .toList();
    if (accurate.isEmpty()) {
      return Optional.of(new Ranking(false, "no start trains well", words(starts)));
    }
    List<String> clauses = new ArrayList<>();
    for (TrainedStart start : accurate) {
      clauses.add(
          "%s ends at validation accuracy %s"
              .formatted(start.name(), Numbers.fixed(accuracy(start), 3)));
    }
    if (comparison.targetAccuracy() != null) {
      clauses.add("none reaches " + Numbers.number(comparison.targetAccuracy()));
    }
    return Optional.of(
        new Ranking(true, accurate.get(0).name() + " trains best", Words.sentence(clauses)));
  }

  private static double accuracy(TrainedStart start) {
    Spread last = start.last(TrainingRun.Epoch::validationAccuracy);
    return last == null ? Double.NaN : last.median();
  }

  private static String words(List<TrainedStart> starts) {
    return Words.sentence(starts.stream().map(TrainingFigure::clause).toList());
  }

  /** How one start trained, in a sentence; empty if it was not trained. */
  public static String ending(Comparison.StartResult start, Double target) {
    if (start.runs().isEmpty()) {
      return "";
    }
    TrainedStart trained = TrainedStart.of(start.name(), start.runs());
    String failures = trained.failures();
    List<String> clauses = new ArrayList<>();
    clauses.add(
        failures.isEmpty()
            ? "Trained, it ends at "
                + Optional.ofNullable(TrainingFigure.ending(trained)).orElse("an unknown loss")
            : "Trained, it " + failures.replaceFirst("^it ", ""));
    if (target != null && Double.isFinite(trained.stepsToTarget().median())) {
      clauses.add(
          "it needs %s steps to validation accuracy %s"
              .formatted(
                  StepsFigure.steps(trained.stepsToTarget().median()), Numbers.number(target)));
    }
    return Words.sentence(clauses);
  }
}
