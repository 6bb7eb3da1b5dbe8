// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ridge chart: histograms one behind the other, of which one is selected.
 *
 * @param title the title
 * @param x the axis of the values, the same for all rows
 * @param color the color's number
 * @param rows the histograms, the first layer first
 */
public record RidgeChart(String title, ChartAxis x, int color, List<Row> rows) implements Chart {

  public RidgeChart {
    rows = List.copyOf(rows);
  }

  /**
   * One histogram with bins of equal width.
   *
   * @param name the layer
   * @param low the lower end of the bins
   * @param high the upper end of the bins
   * @param counts the values in each bin
   * @param below the number of values below
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
