// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * Bars from the left, one below the other.
 *
 * @param title what it shows
 * @param value the axis along which they lie
 * @param bars the bars, the first on top
 */
public record BarChart(String title, ChartAxis value, List<Bar> bars) implements Chart {

  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * One bar.
   *
   * @param name its name
   * @param color the color's number
   * @param value its length; null if there is none
   * @param low the lower end of an interval around it; null if there is none
   * @param high the upper end
   * @param note what stands beside it, such as why there is no value; null if nothing does
   */
  public record Bar(String name, int color, Double value, Double low, Double high, String note) {}
}
