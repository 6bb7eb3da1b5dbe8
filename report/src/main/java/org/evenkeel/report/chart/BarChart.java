// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chart of horizontal bars, the first on top. */
public record BarChart(String title, @Nullable ChartAxis value, List<Bar> bars) implements Chart {

  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * One bar.
   *
   * @param value its length; null if unknown
   * @param low the lower end of an interval around it; null if there is none
   * @param note a note beside it, such as why it has no value; null if there is none
   */
  public record Bar(
      String name,
      int color,
      @Nullable Double value,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable String note) {}
}
