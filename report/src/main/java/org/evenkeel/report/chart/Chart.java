// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

/** A chart as data. An unknown value is null and becomes a gap; values may be infinite. */
public sealed interface Chart permits XyChart, HeatMap, RidgeChart, BarChart, ParallelChart {

  /** The title: a heading where a figure has several charts, and the name for screen readers. */
  String title();
}
