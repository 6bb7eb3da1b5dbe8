// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A chart as data. An unknown value is null and becomes a gap; values may be infinite. */
public sealed interface Chart {

  /** The title: a heading where a figure has several charts, and the name for screen readers. */
  String title();

  /** A chart of lines and points, with zones behind them and marked values of the axes. */
  record XyChart(
      String title,
      ChartAxis x,
      ChartAxis y,
      List<Series> series,
      List<Zone> zones,
      List<Mark> marks)
      implements Chart {

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

  /**
   * A heat map of values over a grid; named regions have a color of their own.
   *
   * @param xs the centers of the columns
   * @param ys the centers of the rows
   * @param cells the cells, row by row from the lowest y
   */
  record HeatMap(
      String title,
      ChartAxis x,
      ChartAxis y,
      List<Double> xs,
      List<Double> ys,
      ChartAxis value,
      List<Cell> cells,
      List<Region> regions,
      List<Series> over)
      implements Chart {

    /** One cell of the grid; its value is null if unknown, its region outside all regions. */
    public record Cell(@Nullable Double value, @Nullable String region) {}

    /** One named region, with its meaning in words. */
    public record Region(String name, Tone tone, String meaning) {}
  }

  /** A ridge chart: histograms on one axis, the first layer first, of which one is selected. */
  record RidgeChart(String title, ChartAxis x, int color, List<Row> rows) implements Chart {

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
        @Nullable String note) {}
  }

  /** A chart of horizontal bars, the first on top. */
  record BarChart(String title, ChartAxis value, List<Bar> bars) implements Chart {

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

  /** A parallel-coordinates chart; each item is a line, colored by its value on the last axis. */
  record ParallelChart(String title, List<ChartAxis> axes, List<Line> lines) implements Chart {

    /**
     * One item, as a line.
     *
     * @param tone GOOD if highlighted, BAD if failed, else NEUTRAL
     * @param values its value on each axis; null where it has none; for a category its number, from
     *     1
     */
    public record Line(String name, Tone tone, List<@Nullable Double> values) {}
  }
}
