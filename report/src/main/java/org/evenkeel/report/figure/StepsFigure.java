// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.evenkeel.report.chart.BarChart;
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
    String target = "validation accuracy " + Numbers.number(comparison.targetAccuracy());
    List<BarChart.Bar> bars = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (TrainedStart start : starts) {
      double median = start.stepsToTarget().median();
      boolean reached = Double.isFinite(median);
      Double low = reached && start.runs().size() > 1 ? (Double) start.stepsToTarget().low() : null;
      Double high = low == null ? null : (Double) most(start);
      bars.add(
          new BarChart.Bar(
              start.name(),
              colors.of(start.name()),
              reached ? (Double) median : null,
              low,
              high,
              note(start)));
      rows.add(
          List.of(
              start.name(),
              String.valueOf(start.runs().size()),
              reached ? Numbers.steps(median) : "not reached",
              low == null ? "-" : Numbers.steps(low),
              high == null ? "-" : Numbers.steps(high),
              String.valueOf(start.runs().size() - start.reached())));
    }
    DataTable table =
        DataTable.of("start", "seeds|steps|lowest|highest|seeds that did not reach it", "", rows);
    BarChart chart =
        new BarChart("Steps to " + target, ChartAxis.linear("training steps", 0.0, null), bars);
    return Optional.of(
        Figure.of(
            "steps",
            "Steps to " + target,
            Words.sentence(Ranking.of(starts, comparison.targetAccuracy()).steps()),
            List.of(chart),
            table));
  }

  private static String note(TrainedStart start) {
    int seeds = start.runs().size();
    int missed = seeds - start.reached();
    if (missed == 0) {
      return null;
    }
    return missed == seeds
        ? "not reached"
        : "not reached with %d of %d seeds".formatted(missed, seeds);
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
