// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The numbers of a figure as rows of text, for screen readers and for copying. */
public record DataTable(List<Column> columns, List<List<String>> rows) {

  public DataTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** A table with headings separated by |: those of text, of numbers, and again of text. */
  public static DataTable of(String texts, String numbers, String last, List<List<String>> rows) {
    List<Column> columns = new ArrayList<>();
    add(columns, texts, false);
    add(columns, numbers, true);
    add(columns, last, false);
    return new DataTable(columns, rows);
  }

  private static void add(List<Column> columns, String names, boolean number) {
    names
        .lines()
        .flatMap(line -> Stream.of(line.split("[|]")))
        .forEach(name -> columns.add(new Column(name, number)));
  }

  /** One column with its heading; numbers are aligned to the right. */
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
