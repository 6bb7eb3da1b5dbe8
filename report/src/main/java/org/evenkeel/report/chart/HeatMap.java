// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Values over a grid, as colors, with regions that have a name instead of a value.
 *
 * @param title what it shows
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param xs the centers of the columns
 * @param ys the centers of the rows
 * @param value what the colors show; its ends are where the colors end
 * @param cells the cells, row by row from the lowest y
 * @param regions the regions that cells may be in
 * @param over what is drawn over it
 */
public record HeatMap(
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

  public HeatMap {
    xs = List.copyOf(xs);
    ys = List.copyOf(ys);
    cells = Collections.unmodifiableList(new ArrayList<>(cells));
    regions = List.copyOf(regions);
    over = List.copyOf(over);
  }

  /**
   * One cell.
   *
   * @param value its value; null if it has none
   * @param region the name of the region it is in; null if it is in none
   */
  public record Cell(Double value, String region) {}

  /**
   * A region.
   *
   * @param name its name
   * @param tone what it means
   * @param meaning the same in words
   */
  public record Region(String name, Tone tone, String meaning) {}
}
