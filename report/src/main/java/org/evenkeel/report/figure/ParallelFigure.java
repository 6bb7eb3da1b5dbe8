// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.ParallelChart;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Words;

/** The parallel-coordinates figure of all trials. */
public final class ParallelFigure {

  private ParallelFigure() {}

  /** The figure; empty if no trial has ended. */
  public static Optional<Figure> of(StudyResult study) {
    List<Trial> ended =
        study.trials().stream().filter(trial -> TrialLabels.shown(trial) != null).toList();
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    List<Hyperparameter> all = study.space().hyperparameters();
    List<ChartAxis> axes = new ArrayList<>();
    all.forEach(one -> axes.add(StudyAxes.of(one)));
    axes.add(StudyAxes.loss(ended.stream().filter(Trial::hasValue).mapToDouble(Trial::value)));
    Trial winner = study.recommended().orElse(null);
    List<ParallelChart.Line> lines = new ArrayList<>();
    for (Trial trial : ended) {
      List<Double> values = new ArrayList<>();
      all.forEach(
          one -> values.add(StudyAxes.place(one, trial.setting().values().get(one.name()))));
      values.add(TrialLabels.shown(trial));
      boolean won = winner != null && winner.number() == trial.number();
      lines.add(
          new ParallelChart.Line(
              "trial %d: %s".formatted(trial.number(), TrialLabels.outcome(trial)),
              won ? Tone.GOOD : TrialLabels.bad(trial) ? Tone.BAD : Tone.NEUTRAL,
              values));
    }
    // The highlighted line is drawn last, over the others.
    lines.sort(Comparator.comparing(line -> line.tone() == Tone.GOOD));
    long bad = ended.stream().filter(TrialLabels::bad).count();
    String failed =
        bad == 0
            ? "None of %s failed".formatted(Words.count(ended.size(), "trial"))
            : "%d of %s failed".formatted(bad, Words.count(ended.size(), "trial"));
    String sentence =
        winner == null
            ? failed + "."
            : "The winner is trial %d, with %s; %s."
                .formatted(
                    winner.number(),
                    TrialLabels.setting(winner),
                    failed.replaceFirst("^None", "none"));
    return Optional.of(
        Figure.of(
            "parallel",
            "All trials",
            sentence,
            List.of(new ParallelChart("Trials across their hyperparameters", axes, lines)),
            HistoryFigure.table(study)));
  }
}
