// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parallel-coordinates chart; each item is a line, colored by its value on the last axis. */
public record ParallelChart(String title, List<ChartAxis> axes, List<Line> lines) implements Chart {

  public ParallelChart {
    axes = List.copyOf(axes);
    lines = List.copyOf(lines);
  }

  /**
   * One item, as a line.
   *
   * @param tone GOOD if highlighted, BAD if failed, else NEUTRAL
   * @param values its value on each axis; null where it has none; for a category its number, from 1
   */
  public record Line(String name, Tone tone, List<@Nullable Double> values) {

    public Line {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }
}
