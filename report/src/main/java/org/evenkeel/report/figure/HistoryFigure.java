// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Column;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.text.Numbers;

/** The figure of the trials in order, by outcome, with the best value so far. */
public final class HistoryFigure {

  private HistoryFigure() {}

  /** The figure; empty if no trial has ended. */
  public static Optional<Figure> of(StudyResult study, StartColors colors) {
    List<Trial> ended =
        TrialLabels.ended(study).stream().sorted(Comparator.comparingInt(Trial::number)).toList();
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Trial>> byOutcome =
        ended.stream()
            .sorted(Comparator.comparing(trial -> !TrialLabels.outcome(trial).equals("complete")))
            .collect(
                Collectors.groupingBy(
                    TrialLabels::outcome, LinkedHashMap::new, Collectors.toList()));
    List<Series> series = new ArrayList<>();
    best(ended).ifPresent(series::add);
    byOutcome.forEach(
        (outcome, trials) ->
            series.add(
                TrialLabels.points(
                    outcome,
                    colors.of(outcome),
                    trials,
                    trial -> (double) trial.number(),
                    TrialLabels::shown)));
    XyChart chart =
        XyChart.of(
            "Trials in order",
            ChartAxis.linear("trial"),
            StudyAxis.loss(ended.stream().mapToDouble(TrialLabels::shown)),
            series);
    return Optional.of(
        Figure.of("history", "History", sentence(study), List.of(chart), table(study)));
  }

  private static Optional<Series> best(List<Trial> ended) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (Trial trial : ended) {
      if (trial.hasValue()) {
        best = Math.min(best, trial.value());
      }
      if (trial.hasValue() || !x.isEmpty()) {
        x.add((double) trial.number());
        y.add(best);
      }
    }
    return x.isEmpty()
        ? Optional.empty()
        : Optional.of(Series.of("best so far", StartColors.NEUTRAL, Style.LINE, x, y));
  }

  private static String sentence(StudyResult study) {
    return TrialLabels.tally(study.trials())
        + Best.of(study.trials())
            .map(Best::trial)
            .map(
                best ->
                    "; the best, %s, is trial %d."
                        .formatted(Numbers.fixed(best.value(), 3), best.number()))
            .orElse("; none has a value.");
  }

  /** The table of all trials. */
  static DataTable table(StudyResult study) {
    List<String> names =
        study.space().hyperparameters().stream().map(Hyperparameter::name).toList();
    List<Column> columns = new ArrayList<>();
    columns.addAll(
        List.of(Column.number("trial"), Column.text("outcome"), Column.number(TrialLabels.LOSS)));
    names.forEach(name -> columns.add(Column.number(name)));
    columns.add(Column.text("message"));
    return new DataTable(columns, study.trials().stream().map(trial -> row(trial, names)).toList());
  }

  private static List<String> row(Trial trial, List<String> names) {
    List<Object> cells = new ArrayList<>();
    cells.add(String.valueOf(trial.number()));
    cells.add(TrialLabels.outcome(trial));
    cells.add(trial.hasValue() ? trial.value() : null);
    names.forEach(name -> cells.add(trial.setting().values().get(name)));
    cells.add(TrialNotes.message(trial));
    return DataTable.row(cells.toArray());
  }
}
