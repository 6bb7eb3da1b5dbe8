// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.ChartAxis;
import org.evenkeel.report.chart.DataTable;
import org.evenkeel.report.chart.DataTable.Columns;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.chart.Series;
import org.evenkeel.report.chart.Series.Style;
import org.evenkeel.report.chart.StartColors;
import org.evenkeel.result.AuditResult.ModelAudit;
import org.evenkeel.result.AuditResult.Row;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The figure of a weights file held against rules: the root mean square of each tensor over that of
 * its rule, by the block of the model that the tensor is in.
 */
public final class RatioFigure {

  /** The axis reaches at least a factor 4 from the rule, so that small deviations look small. */
  private static final double LEAST_EDGE = 4;

  private static final double MOST_EDGE = 1e6;
  private static final int FITS = 2;
  private static final int DOES_NOT = 1;

  private RatioFigure() {}

  /** A tensor with what is wrong with it; empty if it fits. */
  private record Judged(Row row, String finding) {

    boolean fits() {
      return finding.isEmpty();
    }

    double ratio() {
      return row.ratio();
    }

    double block() {
      return row.block() == null ? -1 : row.block();
    }
  }

  /** The figure; empty if no tensor has a ratio. */
  public static Optional<Figure> of(ModelAudit audit) {
    Map<List<@Nullable String>, String> findings = new HashMap<>();
    audit
        .findings()
        .forEach(
            one ->
                findings.put(
                    Arrays.asList(one.tensor(), one.file()), one.cause() + ": " + one.what()));
    return of(
        audit.rows().stream()
            .map(
                row ->
                    new Judged(
                        row, findings.getOrDefault(Arrays.asList(row.name(), row.file()), "")))
            .toList());
  }

  private static Optional<Figure> of(List<Judged> tensors) {
    List<Judged> shown = tensors.stream().filter(one -> isShown(one.ratio())).toList();
    if (shown.isEmpty()) {
      return Optional.empty();
    }
    double last = shown.stream().mapToDouble(Judged::block).max().orElse(0);
    double edge =
        shown.stream()
            .mapToDouble(one -> Math.max(one.ratio(), 1 / one.ratio()))
            .map(ratio -> 1.3 * ratio)
            .reduce(LEAST_EDGE, Math::max);
    edge = Math.min(MOST_EDGE, edge);
    List<Series> series = new ArrayList<>();
    for (boolean fits : new boolean[] {true, false}) {
      List<Judged> some = shown.stream().filter(one -> one.fits() == fits).toList();
      if (!some.isEmpty()) {
        series.add(series(fits, some));
      }
    }
    XyChart chart =
        new XyChart(
            "Ratio to the rule",
            ChartAxis.linear("block (-1: in none)", -1.0, Math.max(1, last)),
            ChartAxis.log("found / rule, root mean square", 1 / edge, edge),
            series,
            List.of(),
            List.of(new XyChart.Mark("the rule", StartColors.NEUTRAL, XyChart.Of.Y, 1)));
    return Optional.of(
        Figure.of(
            "ratio",
            "Ratio to the rule over depth",
            sentence(shown),
            List.of(chart),
            table(tensors)));
  }

  private static boolean isShown(double ratio) {
    return Double.isFinite(ratio) && ratio > 0;
  }

  private static Series series(boolean fits, List<Judged> some) {
    return Series.of(
            fits ? "fits" : "does not fit",
            fits ? FITS : DOES_NOT,
            Style.POINTS,
            some.stream().map(Judged::block).toList(),
            some.stream().map(Judged::ratio).toList())
        .withNotes(some.stream().map(RatioFigure::note).toList());
  }

  private static String note(Judged one) {
    return one.row.name() + (one.fits() ? "" : ": " + one.finding());
  }

  private static String sentence(List<Judged> shown) {
    Judged farthest =
        shown.stream().max((a, b) -> Double.compare(distance(a), distance(b))).orElseThrow();
    long faulty = shown.stream().filter(one -> !one.fits()).count();
    String scale =
        "%s is farthest from its rule, with %s times its root mean square."
            .formatted(farthest.row.name(), Numbers.number(farthest.ratio()));
    return faulty == 0
        ? "All %,d tensors with a ratio fit; %s".formatted(shown.size(), scale)
        : "%,d of %,d tensors with a ratio do not fit; %s".formatted(faulty, shown.size(), scale);
  }

  private static double distance(Judged one) {
    return Math.abs(Math.log(one.ratio()));
  }

  private static DataTable table(List<Judged> tensors) {
    return new Columns<Judged>()
        .text("tensor", one -> one.row.name())
        .text("rule", one -> one.row.rule())
        .number("mean", one -> one.row.mean())
        .number("std", one -> one.row.std())
        .number("found/rule", one -> Double.isFinite(one.ratio()) ? (Object) one.ratio() : null)
        .text("finding", Judged::finding)
        .of(tensors);
  }
}
