// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.evenkeel.text.Words;
import org.jspecify.annotations.Nullable;

/** The numbers of a figure as rows of text, for screen readers and for copying. */
public record DataTable(List<Column> columns, List<List<String>> rows) {

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

  /**
   * The columns of a table, each with the cell of an item: text, or a number, which is given three
   * significant digits; null if unknown.
   */
  public static final class Columns<T> {

    private final List<Column> columns = new ArrayList<>();
    private final List<Function<? super T, ? extends @Nullable Object>> cells = new ArrayList<>();

    /** Adds a column of text. */
    public Columns<T> text(String name, Function<? super T, ? extends @Nullable Object> cell) {
      return with(Column.text(name), cell);
    }

    /** Adds a column of numbers. */
    public Columns<T> number(String name, Function<? super T, ? extends @Nullable Object> cell) {
      return with(Column.number(name), cell);
    }

    private Columns<T> with(Column column, Function<? super T, ? extends @Nullable Object> cell) {
      columns.add(column);
      cells.add(cell);
      return this;
    }

    /** The table with a row for each item. */
    public DataTable of(List<? extends T> items) {
      return new DataTable(
          columns,
          items.stream()
              .map(
                  item ->
                      cells.stream().map(cell -> Words.cell((Object) cell.apply(item))).toList())
              .toList());
    }
  }
}
