// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.result.AuditResult.Finding;
import org.evenkeel.result.AuditResult.ModelAudit;
import org.evenkeel.result.AuditResult.Row;
import org.evenkeel.result.AuditResult.State;
import org.junit.jupiter.api.Test;

class RatioFigureTest {

  private static Row row(String name, Integer block, double ratio) {
    return new Row(
        name,
        null,
        block,
        "F32",
        "normal(0.02)",
        List.of(4L),
        0,
        0.02,
        -0.05,
        0.05,
        3,
        0,
        0.02,
        ratio);
  }

  private static ModelAudit audit(List<Finding> findings, Row... rows) {
    return new ModelAudit(
        "x", "gpt2", State.FAULTY, rows.length, 0, findings, List.of(), List.of(rows));
  }

  @Test
  void pointsLieAtTheirBlocks() {
    Figure figure =
        RatioFigure.of(
                audit(
                    List.of(new Finding("h.2.w", "fan-of-a-shard", "8", null)),
                    row("embed", null, 1),
                    row("h.0.w", 0, 1.001),
                    row("h.2.w", 2, 8),
                    row("h.2.b", 2, Double.NaN)))
            .orElseThrow();
    XyChart chart = (XyChart) figure.views().get(0).charts().get(0);
    assertEquals(2.0, chart.x().high());
    assertEquals(List.of(-1.0, 0.0), chart.series().get(0).x());
    assertEquals(List.of(2.0), chart.series().get(1).x());
    assertEquals(List.of("h.2.w: fan-of-a-shard: 8"), chart.series().get(1).notes());
    assertTrue(chart.y().high() > 8 && chart.y().low() < 1 / 8.0, chart.y().toString());
    assertTrue(
        figure.sentence().startsWith("1 of 3 tensors with a ratio do not fit; h.2.w is farthest"),
        figure.sentence());
    assertEquals(4, figure.table().rows().size());
  }

  @Test
  void withoutRatiosThereIsNoFigure() {
    assertEquals(
        Optional.empty(),
        RatioFigure.of(audit(List.of(), row("x", null, Double.POSITIVE_INFINITY))));
  }
}
