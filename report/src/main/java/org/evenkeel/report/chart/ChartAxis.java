// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One axis of a chart.
 *
 * @param label the quantity and its unit
 * @param low its lower end; null to fit the data; values below it are drawn at the edge as arrows
 * @param high its upper end; null to fit the data
 * @param names the names at 1, 2, 3, …, such as layers or categories; empty for plain numbers
 */
public record ChartAxis(
    String label, Scale scale, @Nullable Double low, @Nullable Double high, List<String> names) {

  /** Scales of an axis. */
  public enum Scale {
    LINEAR,
    LOG
  }

  /** A linear axis that fits the data. */
  public static ChartAxis linear(String label) {
    return linear(label, null, null);
  }

  /** A linear axis. */
  public static ChartAxis linear(String label, @Nullable Double low, @Nullable Double high) {
    return new ChartAxis(label, Scale.LINEAR, low, high, List.of());
  }

  /** A logarithmic axis. */
  public static ChartAxis log(String label, @Nullable Double low, @Nullable Double high) {
    return new ChartAxis(label, Scale.LOG, low, high, List.of());
  }

  /** An axis of named items, such as layers, the first at 1. */
  public static ChartAxis counted(String label, List<String> names) {
    return new ChartAxis(label, Scale.LINEAR, 1.0, (double) Math.max(1, names.size()), names);
  }
}
