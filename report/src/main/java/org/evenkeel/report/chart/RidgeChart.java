// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * Histograms, one behind the other, of which one at a time stands out.
 *
 * @param title what it shows
 * @param x the axis of the values, the same for all rows
 * @param color the color's number
 * @param rows the histograms, the first layer first
 */
public record RidgeChart(String title, ChartAxis x, int color, List<Row> rows) implements Chart {

  public RidgeChart {
    rows = List.copyOf(rows);
  }

  /**
   * One histogram, of bins of equal width.
   *
   * @param name the layer
   * @param low where its bins begin
   * @param high where they end
   * @param counts the values in each bin
   * @param below the number of values below
   * @param above the number of values above, infinite ones among them
   * @param note what else is to be known of the layer; null if nothing is
   */
  public record Row(
      String name,
      double low,
      double high,
      List<Long> counts,
      long below,
      long above,
      String note) {

    public Row {
      counts = List.copyOf(counts);
    }
  }
}
