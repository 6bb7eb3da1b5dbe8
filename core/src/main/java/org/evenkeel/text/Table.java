// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Rows of text in aligned columns, fitted to the width of a terminal.
 *
 * <p>Columns of numbers are aligned right; columns without a non-blank cell are omitted. On a
 * narrow terminal, columns of a high rank are omitted; long cells are shortened or wrapped where
 * their column allows it.
 */
public final class Table {

  /** The treatment of cells that are wider than their column. */
  public enum Fit {
    /** They are shown whole. */
    WHOLE,
    /** They lose their middle. */
    SHORTENED,
    /** They keep evenly chosen characters. */
    THINNED,
    /** They take several lines. */
    WRAPPED
  }

  private static final int MIN_SHORTENED = 12;

  /**
   * A column.
   *
   * @param group the heading above this column and its neighbors of the same group; may be empty
   * @param rank 0 for a column that is always shown; higher ranks are omitted first
   * @param minWidth the smallest width of a column whose cells may be shortened or wrapped
   */
  public record Column(String group, String name, int rank, Fit fit, int minWidth) {

    /** A column that is always shown, with whole cells. */
    public static Column of(String name) {
      return new Column("", name, 0, Fit.WHOLE, Integer.MAX_VALUE);
    }

    /** The same column under a group heading. */
    public Column in(String newGroup) {
      return new Column(newGroup, name, rank, fit, minWidth);
    }

    /** The same column with a rank. */
    public Column ranked(int newRank) {
      return new Column(group, name, newRank, fit, minWidth);
    }

    /** The same column; long cells lose their middle. */
    public Column shortened() {
      return new Column(group, name, rank, Fit.SHORTENED, MIN_SHORTENED);
    }

    /** The same column; long cells keep evenly chosen characters. */
    public Column thinned() {
      return new Column(group, name, rank, Fit.THINNED, MIN_SHORTENED);
    }

    /** The same column; long cells take several lines. */
    public Column wrapped(int narrowest) {
      return new Column(group, name, rank, Fit.WRAPPED, narrowest);
    }
  }

  private final List<Column> header;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<Column> header) {
    this.header = header;
  }

  /** An empty table with always-shown columns of these names. */
  public static Table of(String... names) {
    return new Table(Arrays.stream(names).map(Column::of).toList());
  }

  /** An empty table with these columns. */
  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  /** The columns of a table, each with the cell of an item; null is an empty cell. */
  public static final class Columns<T> {
    private final List<Column> columns = new ArrayList<>();
    private final List<Function<? super T, @Nullable String>> cells = new ArrayList<>();

    /** A table without columns yet. */
    public Columns() {}

    /** Adds a column that is always shown, with whole cells. */
    public Columns<T> with(String name, Function<? super T, @Nullable String> cell) {
      return with(Column.of(name), cell);
    }

    /** Adds a column. */
    public Columns<T> with(Column column, Function<? super T, @Nullable String> cell) {
      columns.add(column);
      cells.add(cell);
      return this;
    }

    /** The table with a row for each item. */
    public Table of(Iterable<? extends T> items) {
      Table table = new Table(List.copyOf(columns));
      for (T item : items) {
        table.rows.add(
            cells.stream().map(cell -> Objects.requireNonNullElse(cell.apply(item), "")).toList());
      }
      return table;
    }
  }

  /** Adds a row of one cell per column. */
  public Table row(String... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          "a row must have %d cells, but has %d".formatted(header.size(), cells.length));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Whether the table has no rows. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The table in a given width.
   *
   * @param shown a text as the place of display shows it
   */
  public TableLayout layout(int columns, UnaryOperator<String> shown) {
    List<Column> names =
        header.stream()
            .map(
                c ->
                    new Column(
                        shown.apply(c.group()),
                        shown.apply(c.name()),
                        c.rank(),
                        c.fit(),
                        c.minWidth()))
            .toList();
    List<List<String>> cells = rows.stream().map(row -> row.stream().map(shown).toList()).toList();
    return new TableLayout(names, cells, columns, shown.apply("…"));
  }

  /** The table in whatever width it needs. */
  @Override
  public String toString() {
    return String.join("\n", layout(Integer.MAX_VALUE, UnaryOperator.identity()).lines());
  }

  /** Evenly chosen indices of a sequence, at most a given number of them. */
  public static int[] chosen(int size, int most) {
    int count = Math.min(size, most);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1));
    }
    return chosen;
  }
}
