// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * Charts on one subject, with a sentence on what they show.
 *
 * @param id a short name, unique on a page and valid in a file name: depth, correlation, phases,
 *     training, steps, response, map, importance, history, parallel, histograms, ratio
 * @param sentence the finding, in words
 * @param views alternative views, one visible at a time; at least one
 * @param table its numbers as text
 */
public record Figure(String id, String title, String sentence, List<View> views, DataTable table) {

  /** A figure with a single view. */
  public static Figure of(
      String id, String title, String sentence, List<Chart> charts, DataTable table) {
    return new Figure(id, title, sentence, List.of(new View("", charts)), table);
  }

  /** The figure as the first, second, … of its kind, which its title says from the second on. */
  public Figure numbered(int number) {
    return number == 1
        ? this
        : new Figure(id + "-" + number, "%s (%d)".formatted(title, number), sentence, views, table);
  }

  /**
   * One view of a figure.
   *
   * @param name its name, such as "by step"; empty for the only view
   * @param charts the charts, one below the other, with linked horizontal axes and legends
   */
  public record View(String name, List<Chart> charts) {}
}
