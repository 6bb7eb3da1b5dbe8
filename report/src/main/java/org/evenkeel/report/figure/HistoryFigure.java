// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Column;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.chart.XyChart;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The figure of the trials in order, by outcome, with the best value so far. */
public final class HistoryFigure {

  private HistoryFigure() {}

  /** The figure; empty if no trial has ended. */
  public static Optional<Figure> of(StudyResult study, StartColors colors) {
    List<Trial> ended =
        study.trials().stream()
            .filter(trial -> TrialLabels.shown(trial) != null)
            .sorted(Comparator.comparingInt(Trial::number))
            .toList();
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<Trial>> byOutcome = new LinkedHashMap<>();
    byOutcome.put("complete", new ArrayList<>());
    ended.forEach(
        trial ->
            byOutcome
                .computeIfAbsent(TrialLabels.outcome(trial), any -> new ArrayList<>())
                .add(trial));
    List<Series> series = new ArrayList<>();
    best(ended).ifPresent(series::add);
    byOutcome.forEach(
        (outcome, trials) -> {
          if (!trials.isEmpty()) {
            series.add(
                TrialLabels.points(
                    outcome, colors.of(outcome), trials, trial -> (double) trial.number()));
          }
        });
    XyChart chart =
        XyChart.of(
            "Trials in order",
            ChartAxis.linear("trial"),
            StudyAxes.loss(ended.stream().mapToDouble(TrialLabels::shown)),
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
    String tally = TrialLabels.tally(study.trials());
    return Best.of(study.trials())
        .map(
            best ->
                "%s; the best, %s, is trial %d."
                    .formatted(
                        tally, Numbers.fixed(best.trial().value(), 3), best.trial().number()))
        .orElse(tally + "; none has a value.");
  }

  /** The table of all trials. */
  static DataTable table(StudyResult study) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.number("trial"));
    columns.add(Column.text("outcome"));
    columns.add(Column.number(TrialLabels.LOSS));
    List<String> names =
        study.space().hyperparameters().stream().map(Hyperparameter::name).toList();
    names.forEach(name -> columns.add(Column.number(name)));
    columns.add(Column.text("message"));
    List<List<String>> rows = new ArrayList<>();
    for (Trial trial : study.trials()) {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(trial.number()));
      cells.add(TrialLabels.outcome(trial));
      cells.add(trial.hasValue() ? Numbers.number(trial.value()) : "-");
      names.forEach(name -> cells.add(Words.cell(trial.setting().values().get(name))));
      cells.add(TrialNotes.message(trial));
      rows.add(cells);
    }
    return new DataTable(columns, rows);
  }
}
