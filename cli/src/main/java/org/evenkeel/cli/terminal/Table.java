// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of text in aligned columns, fitted to the width of a terminal.
 *
 * <p>Columns of numbers are aligned right; columns without a non-blank cell are omitted. On a
 * narrow terminal, columns of a high rank are omitted and a line below the table lists them; long
 * cells are shortened or wrapped where their column allows it.
 */
public final class Table {

  /** The treatment of cells that are wider than their column. */
  enum Fit {
    WHOLE,
    SHORTENED,
    THINNED,
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

  /** Adds a row of one cell per column. */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Whether the table has no rows. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints the table, and below it the names of columns that did not fit. */
  public void print(Terminal terminal) {
    List<Column> shown =
        header.stream()
            .map(
                c ->
                    new Column(
                        terminal.shown(c.group()),
                        terminal.shown(c.name()),
                        c.rank(),
                        c.fit(),
                        c.minWidth()))
            .toList();
    List<List<String>> cells =
        rows.stream().map(row -> row.stream().map(terminal::shown).toList()).toList();
    TableLayout layout = new TableLayout(shown, cells, terminal.columns(), terminal.shown("…"));
    layout.lines().forEach(terminal::line);
    List<String> omitted = layout.omitted();
    if (!omitted.isEmpty()) {
      terminal.print(
          "Not in %d columns: %s; a wider terminal or --format json has %s."
              .formatted(
                  terminal.columns(),
                  String.join(", ", omitted),
                  omitted.size() > 1 ? "them" : "it"));
    }
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
