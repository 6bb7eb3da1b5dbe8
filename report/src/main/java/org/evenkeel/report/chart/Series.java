// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A series of points in order.
 *
 * @param name the name in the legend; series of the same name are shown and hidden together
 * @param color the color's number, see {@link StartColors}; {@link StartColors#NEUTRAL} for a
 *     series that belongs to no start
 * @param y the vertical values; null is a gap
 * @param low the lower edges of a band around it; empty if there is none
 * @param notes a tooltip for each point; empty if there are none
 */
public record Series(
    String name,
    int color,
    Style style,
    List<Double> x,
    List<@Nullable Double> y,
    List<@Nullable Double> low,
    List<@Nullable Double> high,
    List<@Nullable String> notes) {

  /** Styles of a series. */
  public enum Style {
    LINE,
    POINTS,
    LINE_AND_POINTS
  }

  /** A series without a band and notes. */
  public static Series of(
      String name, int color, Style style, List<Double> x, List<@Nullable Double> y) {
    return new Series(name, color, style, x, y, List.of(), List.of(), List.of());
  }

  /** The series with a band around it. */
  public Series withBand(List<@Nullable Double> low, List<@Nullable Double> high) {
    return new Series(name, color, style, x, y, low, high, notes);
  }

  /** The series with a tooltip for each point. */
  public Series withNotes(List<@Nullable String> notes) {
    return new Series(name, color, style, x, y, low, high, notes);
  }
}
