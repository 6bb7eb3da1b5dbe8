// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * One color for each start, the same in all charts of a page.
 *
 * <p>A color is a number here; {@link #LIGHT} and {@link #DARK} say what it is on white and on dark
 * ground. They are those of Okabe and Ito, which people with any color vision tell apart, shaded to
 * stand out from their ground at 3:1 or more (WCAG 2.1, 1.4.11).
 */
public final class StartColors {

  /** The number of what belongs to no start. */
  public static final int NEUTRAL = -1;

  /** Colors on white. */
  public static final List<String> LIGHT =
      List.of(
          "#0072B2", "#D55E00", "#007D5B", "#A8518A", "#8A6D00", "#1F78B4", "#555555", "#7A3E9D");

  /** Colors on dark ground. */
  public static final List<String> DARK =
      List.of(
          "#56B4E9", "#F08A4B", "#2FC29A", "#DE9AC0", "#E6C229", "#8CC8F0", "#BDBDBD", "#C39BE0");

  private final List<String> starts;

  private StartColors(List<String> starts) {
    this.starts = starts;
  }

  /** Colors for starts in the order in which a page shows them. */
  public static StartColors of(List<String> starts) {
    return new StartColors(starts.stream().distinct().toList());
  }

  /** A start's number; after the eighth start colors come again. */
  public int of(String start) {
    int index = starts.indexOf(start);
    return index < 0 ? NEUTRAL : index % LIGHT.size();
  }
}
