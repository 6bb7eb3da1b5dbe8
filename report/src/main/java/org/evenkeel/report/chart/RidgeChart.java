// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A ridge chart: histograms on one axis, the first layer first, of which one is selected. */
public record RidgeChart(String title, ChartAxis x, int color, List<Row> rows) implements Chart {

  public RidgeChart {
    rows = List.copyOf(rows);
  }

  /**
   * One histogram with bins of equal width.
   *
   * @param above the number of values above, infinite ones included
   * @param note a note on the layer; null if there is none
   */
  public record Row(
      String name,
      double low,
      double high,
      List<Long> counts,
      long below,
      long above,
      @Nullable String note) {

    public Row {
      counts = List.copyOf(counts);
    }
  }
}
