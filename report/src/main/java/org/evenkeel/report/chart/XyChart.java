// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chart of lines and points, with zones behind them and marked values of the axes. */
public record XyChart(
    String title, ChartAxis x, ChartAxis y, List<Series> series, List<Zone> zones, List<Mark> marks)
    implements Chart {

  public XyChart {
    series = List.copyOf(series);
    zones = List.copyOf(zones);
    marks = List.copyOf(marks);
  }

  /** A chart without zones and marks. */
  public static XyChart of(String title, ChartAxis x, ChartAxis y, List<Series> series) {
    return new XyChart(title, x, y, series, List.of(), List.of());
  }

  /** A shaded area between two values of an axis; a null value is the edge of the chart. */
  public record Zone(String name, Tone tone, Of of, @Nullable Double from, @Nullable Double to) {}

  /** A marked value of an axis, as a line across the chart. */
  public record Mark(String name, int color, Of of, double at) {}

  /** The two axes. */
  public enum Of {
    X,
    Y
  }
}
