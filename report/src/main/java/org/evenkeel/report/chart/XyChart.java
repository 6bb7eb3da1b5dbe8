// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * Lines and points over a plane.
 *
 * @param title what it shows
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series the lines and points
 * @param zones areas behind them
 * @param marks lines across
 */
public record XyChart(
    String title, ChartAxis x, ChartAxis y, List<Series> series, List<Zone> zones, List<Mark> marks)
    implements Chart {

  public XyChart {
    series = List.copyOf(series);
    zones = List.copyOf(zones);
    marks = List.copyOf(marks);
  }

  /**
   * An area from one value of an axis to another.
   *
   * @param name what it means
   * @param tone what that is
   * @param of the axis whose values bound it
   * @param from its lower end; null for the edge of the chart
   * @param to its upper end; null for the edge of the chart
   */
  public record Zone(String name, Tone tone, Of of, Double from, Double to) {}

  /**
   * A line across the chart at one value of an axis.
   *
   * @param name what it means
   * @param color the color's number
   * @param of the axis
   * @param at the value
   */
  public record Mark(String name, int color, Of of, double at) {}

  /** One of the axes. */
  public enum Of {
    X,
    Y
  }
}
