// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.evenkeel.report.chart.Chart.BarChart;
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
    List<BarChart.Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> clauses = new ArrayList<>();
    study.estimates().importance().stream()
        .sorted(Comparator.comparingDouble(Importance::share).reversed())
        .forEach(
            one -> {
              Double low = one.interval() == null ? null : (Double) one.interval().low();
              Double high = one.interval() == null ? null : (Double) one.interval().high();
              bars.add(
                  new BarChart.Bar(one.name(), StartColors.NEUTRAL, one.share(), low, high, null));
              rows.add(
                  DataTable.row(
                      one.name(), Numbers.percent(one.share()), percent(low), percent(high)));
              clauses.add("%s explains %.0f %%".formatted(one.name(), 100 * one.share()));
            });
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    clauses.set(0, clauses.get(0) + " of how the loss varies over the space");
    return Optional.of(
        Figure.of(
            "importance",
            "What matters",
            Words.sentence(clauses),
            List.of(
                new BarChart(
                    "Share of the loss's variance", ChartAxis.linear("share", 0.0, 1.0), bars)),
            DataTable.of("hyperparameter", "share|from|to", "", rows)));
  }

  private static String percent(Double share) {
    return share == null ? null : Numbers.percent(share);
  }
}
