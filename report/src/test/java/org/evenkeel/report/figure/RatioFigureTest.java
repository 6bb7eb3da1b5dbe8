// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.evenkeel.report.chart.Chart.XyChart;
import org.evenkeel.report.chart.Figure;
import org.evenkeel.report.figure.RatioFigure.TensorRatio;
import org.junit.jupiter.api.Test;

class RatioFigureTest {

  private static TensorRatio tensor(String name, int block, double ratio, String finding) {
    return new TensorRatio(name, block, "normal(0.02)", 0, 0.02, ratio, finding);
  }

  @Test
  void pointsLieAtTheirBlocks() {
    Figure figure =
        RatioFigure.of(
                List.of(
                    tensor("embed", -1, 1, ""),
                    tensor("h.0.w", 0, 1.001, ""),
                    tensor("h.2.w", 2, 8, "fan-of-a-shard: 8"),
                    tensor("h.2.b", 2, Double.NaN, "")))
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
        Optional.empty(), RatioFigure.of(List.of(tensor("x", -1, Double.POSITIVE_INFINITY, ""))));
  }
}
