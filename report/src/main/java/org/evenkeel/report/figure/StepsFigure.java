// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.evenkeel.report.chart.Chart.BarChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.Ranking;
import org.evenkeel.result.TrainedStart;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Words;
import org.evenkeel.training.TrainingRun;

/**
 * The figure of the steps to the target accuracy: the median over all seeds, where a seed that does
 * not reach the target counts as infinite.
 */
public final class StepsFigure {

  private StepsFigure() {}

  /** The figure; empty without a target, or if no run reached it. */
  public static Optional<Figure> of(Comparison comparison, StartColors colors) {
    List<TrainedStart> starts = TrainedStart.of(comparison);
    boolean reachedAtAll = starts.stream().anyMatch(start -> start.reached() > 0);
    if (!reachedAtAll || comparison.targetAccuracy() == null) {
      return Optional.empty();
    }
    String title = "Steps to validation accuracy " + Numbers.number(comparison.targetAccuracy());
    List<BarChart.Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (TrainedStart start : starts) {
      double median = start.stepsToTarget().median();
      boolean reached = Double.isFinite(median);
      int seeds = start.runs().size();
      int missed = seeds - start.reached();
      Double low = reached && seeds > 1 ? (Double) start.stepsToTarget().low() : null;
      Double high = low == null ? null : (Double) most(start);
      String note =
          missed == seeds
              ? "not reached"
              : missed == 0 ? null : "not reached with %d of %d seeds".formatted(missed, seeds);
      bars.add(
          new BarChart.Bar(
              start.name(),
              colors.of(start.name()),
              reached ? (Double) median : null,
              low,
              high,
              note));
      rows.add(
          DataTable.row(
              start.name(),
              String.valueOf(seeds),
              reached ? Numbers.steps(median) : "not reached",
              low == null ? null : Numbers.steps(low),
              high == null ? null : Numbers.steps(high),
              String.valueOf(missed)));
    }
    return Optional.of(
        Figure.of(
            "steps",
            title,
            Words.sentence(Ranking.of(starts, comparison.targetAccuracy()).steps()),
            List.of(new BarChart(title, ChartAxis.linear("training steps", 0.0, null), bars)),
            DataTable.of(
                "start", "seeds|steps|lowest|highest|seeds that did not reach it", "", rows)));
  }

  /** The largest number of steps of a seed that reached the target. */
  private static double most(TrainedStart start) {
    return start.runs().stream()
        .map(TrainingRun::stepsToTarget)
        .filter(Objects::nonNull)
        .mapToDouble(Long::doubleValue)
        .max()
        .orElseThrow();
  }
}
