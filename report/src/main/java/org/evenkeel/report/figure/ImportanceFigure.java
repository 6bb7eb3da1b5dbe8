// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evenkeel.report.chart.BarChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.result.Importance;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;

/** The figure of the importance of each hyperparameter. */
public final class ImportanceFigure {

  private ImportanceFigure() {}

  /** The figure, most important first; empty if the importance is unknown. */
  public static Optional<Figure> of(StudyResult study) {
    if (study.estimates().importance().isEmpty()) {
      return Optional.empty();
    }
    List<Importance> sorted = new ArrayList<>(study.estimates().importance());
    sorted.sort(Comparator.comparingDouble(Importance::share).reversed());
    List<BarChart.Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> clauses = new ArrayList<>();
    for (Importance one : sorted) {
      bars.add(
          new BarChart.Bar(
              one.name(),
              StartColors.NEUTRAL,
              one.share(),
              one.interval() == null ? null : (Double) one.interval().low(),
              one.interval() == null ? null : (Double) one.interval().high(),
              null));
      rows.add(
          List.of(
              one.name(),
              Numbers.percent(one.share()),
              one.interval() == null ? "-" : Numbers.percent(one.interval().low()),
              one.interval() == null ? "-" : Numbers.percent(one.interval().high())));
      clauses.add(
          "%s explains %.0f %%%s"
              .formatted(
                  one.name(),
                  100 * one.share(),
                  clauses.isEmpty() ? " of how the loss varies over the space" : ""));
    }
    BarChart chart =
        new BarChart("Share of the loss's variance", ChartAxis.linear("share", 0.0, 1.0), bars);
    return Optional.of(
        Figure.of(
            "importance",
            "What matters",
            Words.sentence(clauses),
            List.of(chart),
            DataTable.of("hyperparameter", "share|from|to", "", rows)));
  }
}
