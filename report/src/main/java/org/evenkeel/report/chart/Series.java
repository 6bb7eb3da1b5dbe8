// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Points in order.
 *
 * @param name the name in the legend; series of one name are switched on and off together
 * @param color the color's number, see {@link StartColors}; {@link StartColors#NEUTRAL} for what
 *     belongs to no start
 * @param style how it is drawn
 * @param x where
 * @param y what; null is a gap
 * @param low the lower edges of a band around it; empty if there is none
 * @param high the upper edges
 * @param notes what a tooltip says of each point besides; empty if nothing
 */
public record Series(
    String name,
    int color,
    Style style,
    List<Double> x,
    List<Double> y,
    List<Double> low,
    List<Double> high,
    List<String> notes) {

  /** How points are drawn. */
  public enum Style {
    LINE,
    DASHED,
    POINTS,
    LINE_AND_POINTS
  }

  public Series {
    x = copy(x);
    y = copy(y);
    low = copy(low);
    high = copy(high);
    notes = copy(notes);
  }

  /** Points without a band. */
  public static Series of(String name, int color, Style style, List<Double> x, List<Double> y) {
    return new Series(name, color, style, x, y, List.of(), List.of(), List.of());
  }

  private static <T> List<T> copy(List<T> values) {
    return Collections.unmodifiableList(new ArrayList<>(values));
  }
}
