// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * Charts that belong together, with the sentence that says what they show here.
 *
 * @param id a short name, unique on a page and fit for a file's name: depth, correlation, phases,
 *     training, steps, response, map, importance, history, parallel, histograms
 * @param title a heading
 * @param sentence what it shows here, in words
 * @param views ways to look at it, of which one at a time is seen; at least one
 * @param table its numbers as text
 */
public record Figure(String id, String title, String sentence, List<View> views, DataTable table) {

  public Figure {
    views = List.copyOf(views);
  }

  /** A figure that is looked at in one way. */
  public static Figure of(
      String id, String title, String sentence, List<Chart> charts, DataTable table) {
    return new Figure(id, title, sentence, List.of(new View("", charts)), table);
  }

  /**
   * One way to look at a figure.
   *
   * @param name its name, such as "by step"; empty if there is no other
   * @param charts the charts, one below the other; their horizontal axes and legends belong
   *     together
   */
  public record View(String name, List<Chart> charts) {

    public View {
      charts = List.copyOf(charts);
    }
  }
}
