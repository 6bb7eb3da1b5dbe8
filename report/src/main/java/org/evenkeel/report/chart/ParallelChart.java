// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Things with several values, as lines across parallel axes.
 *
 * @param title what it shows
 * @param axes the axes from left to right; the last one is what counts, and its value gives a line
 *     its color
 * @param lines the lines
 */
public record ParallelChart(String title, List<ChartAxis> axes, List<Line> lines) implements Chart {

  public ParallelChart {
    axes = List.copyOf(axes);
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param name its name
   * @param tone GOOD for what is pointed out, BAD for what failed, NEUTRAL for the others
   * @param values its value on each axis; null where it has none; for categories the number of the
   *     name, from 1
   */
  public record Line(String name, Tone tone, List<Double> values) {

    public Line {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }
}
