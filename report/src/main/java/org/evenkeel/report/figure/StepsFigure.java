// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenkeel.report.chart.Axis;
import org.evenkeel.report.chart.BarChart;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Column;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.report.text.Numbers;
import org.evenkeel.result.Comparison;

/**
 * Steps to the target accuracy by start: the median over all seeds, where a seed that does not
 * reach it counts as later than all others.
 */
public final class StepsFigure {

  private StepsFigure() {}

  /** The figure; empty if no training reached the target, or there is none. */
  public static Optional<Figure> of(Comparison comparison, StartColors colors) {
    List<TrainedStart> starts = TrainedStart.of(comparison);
    boolean reachedAtAll = starts.stream().anyMatch(start -> start.missed() < start.runs().size());
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
      Double high = low == null ? null : start.mostSteps();
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
              reached ? steps(median) : "not reached",
              low == null ? "-" : steps(low),
              high == null ? "-" : steps(high),
              String.valueOf(start.missed())));
    }
    DataTable table =
        new DataTable(
            List.of(
                Column.text("start"),
                Column.number("seeds"),
                Column.number("steps"),
                Column.number("lowest"),
                Column.number("highest"),
                Column.number("seeds that did not reach it")),
            rows);
    BarChart chart =
        new BarChart("Steps to " + target, Axis.linear("training steps", 0.0, null), bars);
    return Optional.of(
        Figure.of("steps", "Steps to " + target, sentence(starts, target), List.of(chart), table));
  }

  private static String note(TrainedStart start) {
    if (start.missed() == 0) {
      return null;
    }
    return start.missed() == start.runs().size()
        ? "not reached"
        : "not reached with %d of %d seeds".formatted(start.missed(), start.runs().size());
  }

  /** Who needs how many steps, the fastest first. */
  static String sentence(List<TrainedStart> starts, String target) {
    List<TrainedStart> reached =
        starts.stream()
            .filter(start -> Double.isFinite(start.stepsToTarget().median()))
            .sorted(Comparator.comparingDouble(start -> start.stepsToTarget().median()))
            .toList();
    List<String> missed =
        starts.stream()
            .filter(start -> !Double.isFinite(start.stepsToTarget().median()))
            .map(TrainedStart::name)
            .toList();
    List<String> clauses = new ArrayList<>();
    if (reached.isEmpty()) {
      return "%s %s not reach %s."
          .formatted(Words.list(missed), missed.size() == 1 ? "does" : "do", target);
    }
    TrainedStart first = reached.get(0);
    clauses.add(
        "%s needs %s steps to %s"
            .formatted(first.name(), steps(first.stepsToTarget().median()), target));
    for (TrainedStart next : reached.subList(1, reached.size())) {
      clauses.add(
          "%s needs %s, ×%s"
              .formatted(
                  next.name(),
                  steps(next.stepsToTarget().median()),
                  Words.number(next.stepsToTarget().median() / first.stepsToTarget().median())));
    }
    if (!missed.isEmpty()) {
      clauses.add(
          "%s %s not reach it".formatted(Words.list(missed), missed.size() == 1 ? "does" : "do"));
    }
    return Words.sentence(clauses);
  }

  /** Steps, of which a median may be half a one. */
  static String steps(double steps) {
    return steps == Math.rint(steps)
        ? String.format(Locale.ROOT, "%,d", (long) steps)
        : Numbers.fixed(steps, 1);
  }
}
