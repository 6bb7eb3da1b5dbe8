// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

/**
 * A chart as data. A value that is not known is null: a gap, not a zero. Values may be infinite.
 */
public sealed interface Chart permits XyChart, HeatMap, RidgeChart, BarChart, ParallelChart {

  /**
   * What it shows, in a few words: its heading where a figure has several, and its name for screen
   * readers.
   */
  String title();
}
