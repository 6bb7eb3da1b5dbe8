// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * The numbers of a figure as text, for screen readers and for copying.
 *
 * @param columns the columns
 * @param rows the rows, a cell for each column
 */
public record DataTable(List<Column> columns, List<List<String>> rows) {

  public DataTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * One column.
   *
   * @param name its heading
   * @param number whether it holds numbers, which are aligned to the right
   */
  public record Column(String name, boolean number) {

    /** A column of text. */
    public static Column text(String name) {
      return new Column(name, false);
    }

    /** A column of numbers. */
    public static Column number(String name) {
      return new Column(name, true);
    }
  }
}
