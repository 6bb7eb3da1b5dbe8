// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A heat map of values over a grid; named regions have a color of their own.
 *
 * @param xs the centers of the columns
 * @param ys the centers of the rows
 * @param cells the cells, row by row from the lowest y
 */
public record HeatMap(
    String title,
    ChartAxis x,
    ChartAxis y,
    List<Double> xs,
    List<Double> ys,
    @Nullable ChartAxis value,
    List<Cell> cells,
    List<Region> regions,
    List<Series> over)
    implements Chart {

  public HeatMap {
    xs = List.copyOf(xs);
    ys = List.copyOf(ys);
    cells = Collections.unmodifiableList(new ArrayList<>(cells));
    regions = List.copyOf(regions);
    over = List.copyOf(over);
  }

  /** One cell of the grid; its value is null if unknown, its region outside all regions. */
  public record Cell(@Nullable Double value, @Nullable String region) {}

  /** One named region, with its meaning in words. */
  public record Region(String name, Tone tone, String meaning) {}
}
