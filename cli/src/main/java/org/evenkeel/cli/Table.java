// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rows of text in aligned columns; a column whose cells are all numbers is aligned to the right.
 */
final class Table {

  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> header) {
    this.header = header;
  }

  static Table of(String... header) {
    return new Table(List.of(header));
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Writes the table line by line. */
  void print(Consumer<String> lines) {
    int[] widths = new int[header.size()];
    boolean[] right = new boolean[header.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = header.get(column).length();
      right[column] = !rows.isEmpty();
      for (List<String> row : rows) {
        String cell = row.get(column);
        widths[column] = Math.max(widths[column], cell.length());
        right[column] &= cell.isEmpty() || cell.matches("[-+]?[0-9].*|∞|-");
      }
    }
    lines.accept(line(header, widths, right));
    rows.forEach(row -> lines.accept(line(row, widths, right)));
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String space = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? "" : GAP).append(right[column] ? space + cell : cell + space);
    }
    return line.toString();
  }
}
