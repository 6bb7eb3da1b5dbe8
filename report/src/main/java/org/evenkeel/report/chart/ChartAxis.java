// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * One axis.
 *
 * @param label what it shows, with its unit
 * @param scale how values lie on it
 * @param low its lower end; null to fit the data. What lies below is drawn at the edge, as an arrow
 * @param high its upper end; null to fit the data
 * @param names what stands at 1, 2, 3, …, such as the layers; or the categories; empty for plain
 *     numbers
 */
public record ChartAxis(String label, Scale scale, Double low, Double high, List<String> names) {

  /** How values lie on an axis. */
  public enum Scale {
    LINEAR,
    LOG,
    CATEGORY
  }

  public ChartAxis {
    names = List.copyOf(names);
  }

  /** Plain numbers. */
  public static ChartAxis linear(String label, Double low, Double high) {
    return new ChartAxis(label, Scale.LINEAR, low, high, List.of());
  }

  /** Powers of ten. */
  public static ChartAxis log(String label, Double low, Double high) {
    return new ChartAxis(label, Scale.LOG, low, high, List.of());
  }

  /** Things in a row, such as layers: the first at 1. */
  public static ChartAxis counted(String label, List<String> names) {
    return new ChartAxis(label, Scale.LINEAR, 1.0, (double) Math.max(1, names.size()), names);
  }
}
