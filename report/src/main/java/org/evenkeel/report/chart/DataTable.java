// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.text.Words;
import org.jspecify.annotations.Nullable;

/** The numbers of a figure as rows of text, for screen readers and for copying. */
public record DataTable(List<Column> columns, List<List<String>> rows) {

  /** A table with headings separated by |: those of text, of numbers, and again of text. */
  public static DataTable of(String texts, String numbers, String last, List<List<String>> rows) {
    return new DataTable(
        Stream.of(columns(texts, false), columns(numbers, true), columns(last, false))
            .flatMap(List::stream)
            .toList(),
        rows);
  }

  /** A row of cells: text, numbers with three significant digits, and - where null is given. */
  public static List<String> row(@Nullable Object... cells) {
    return Stream.of(cells).map(Words::cell).toList();
  }

  private static List<Column> columns(String names, boolean number) {
    return Stream.of(names.split("[|]"))
        .filter(name -> !name.isEmpty())
        .map(name -> new Column(name, number))
        .toList();
  }

  /** The number of rows, in words. */
  public String size() {
    return Words.count(rows.size(), "row");
  }

  /** The rows as cells with the alignment of their columns. */
  public List<List<Cell>> cells() {
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, row.size())
                    .mapToObj(i -> new Cell(row.get(i), columns.get(i).number()))
                    .toList())
        .toList();
  }

  /** One cell; numbers are aligned to the right. */
  public record Cell(String text, boolean number) {}

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
