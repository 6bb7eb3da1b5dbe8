// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;

/**
 * The numbers of a figure as text, for those who cannot or do not want to look at it.
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
   * @param name its head
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
