// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * The color of each start, the same in all charts of a page.
 *
 * <p>Colors are numbered; {@link #LIGHT} and {@link #DARK} hold their values on a light and on a
 * dark background. The palette is that of Okabe and Ito, which is safe for color-blind readers,
 * shaded to a contrast of 3:1 or more with the background (WCAG 2.1, 1.4.11).
 *
 * @param starts the starts in the order of their colors
 */
public record StartColors(List<String> starts) {

  /** The color number of series that belong to no start. */
  public static final int NEUTRAL = -1;

  /** Colors on a light background. */
  public static final List<String> LIGHT =
      List.of(
          "#0072B2", "#D55E00", "#007D5B", "#A8518A", "#8A6D00", "#1F78B4", "#555555", "#7A3E9D");

  /** Colors on a dark background. */
  public static final List<String> DARK =
      List.of(
          "#56B4E9", "#F08A4B", "#2FC29A", "#DE9AC0", "#E6C229", "#8CC8F0", "#BDBDBD", "#C39BE0");

  /** The colors of starts, in the order of the page. */
  public static StartColors of(List<String> starts) {
    return new StartColors(starts.stream().distinct().toList());
  }

  /** A start's color number; colors repeat after the eighth start. */
  public int of(String start) {
    int index = starts.indexOf(start);
    return index < 0 ? NEUTRAL : index % LIGHT.size();
  }
}
