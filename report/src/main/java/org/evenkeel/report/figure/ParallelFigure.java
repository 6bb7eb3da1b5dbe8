// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenkeel.report.chart.Chart.ParallelChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Tone;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.text.Words;

/** The parallel-coordinates figure of all trials. */
public final class ParallelFigure {

  private ParallelFigure() {}

  /** The figure; empty if no trial has ended. */
  public static Optional<Figure> of(StudyResult study) {
    List<Trial> ended = TrialLabels.ended(study);
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    List<StudyAxis> settings =
        study.space().hyperparameters().stream().map(StudyAxis::new).toList();
    ChartAxis loss =
        StudyAxis.loss(ended.stream().filter(Trial::hasValue).mapToDouble(Trial::value));
    Trial winner = study.recommended().orElse(null);
    List<ParallelChart.Line> lines =
        ended.stream()
            .map(
                trial ->
                    new ParallelChart.Line(
                        "trial %d: %s".formatted(trial.number(), TrialLabels.outcome(trial)),
                        winner != null && winner.number() == trial.number()
                            ? Tone.GOOD
                            : TrialLabels.bad(trial) ? Tone.BAD : Tone.NEUTRAL,
                        Stream.concat(
                                settings.stream().map(axis -> axis.place(trial)),
                                Stream.of(TrialLabels.shown(trial)))
                            .toList()))
            // The highlighted line is drawn last, over the others.
            .sorted(Comparator.comparing(line -> line.tone() == Tone.GOOD))
            .toList();
    long bad = ended.stream().filter(TrialLabels::bad).count();
    String failed =
        "%s of %s failed".formatted(bad == 0 ? "None" : bad, Words.count(ended.size(), "trial"));
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
            List.of(
                new ParallelChart(
                    "Trials across their hyperparameters",
                    Stream.concat(settings.stream().map(StudyAxis::axis), Stream.of(loss)).toList(),
                    lines)),
            HistoryFigure.table(study)));
  }
}
