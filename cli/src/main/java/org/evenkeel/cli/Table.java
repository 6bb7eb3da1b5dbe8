// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rows of text in aligned columns; a column whose cells are all numbers is aligned to the right,
 * and one without any cell that says something is left out. A header of two lines stands on two.
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
    List<String> names = header.stream().map(name -> name.replaceAll(".*\n", "")).toList();
    int[] widths = new int[header.size()];
    boolean[] right = new boolean[header.size()];
    for (int column = 0; column < widths.length; column++) {
      right[column] = !rows.isEmpty();
      boolean says = rows.isEmpty();
      for (List<String> row : rows) {
        String cell = row.get(column);
        says |= !cell.isBlank();
        widths[column] = Math.max(widths[column], cell.length());
        right[column] &= cell.isBlank() || cell.matches("[-+]?[0-9].*|∞ ?|- ?|inf ?");
      }
      widths[column] = says ? Math.max(widths[column], names.get(column).length()) : 0;
    }
    String groups = groups(widths);
    if (!groups.isBlank()) {
      lines.accept(groups);
    }
    lines.accept(line(names, widths, right));
    rows.forEach(row -> lines.accept(line(row, widths, right)));
  }

  /** The line above the header: a group's name begins where its first column does. */
  private String groups(int[] widths) {
    StringBuilder line = new StringBuilder();
    int from = 0;
    for (int column = 0; column < widths.length; column++) {
      if (widths[column] > 0) {
        String group = header.get(column).replaceAll("\n?[^\n]*$", "");
        if (!group.isEmpty()) {
          line.append(" ".repeat(Math.max(0, from - line.length()))).append(group);
        }
        from += widths[column] + GAP.length();
      }
    }
    return line.toString();
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      if (widths[column] > 0) {
        String cell = cells.get(column);
        String space = " ".repeat(widths[column] - cell.length());
        line.append(line.isEmpty() ? "" : GAP).append(right[column] ? space + cell : cell + space);
      }
    }
    return line.toString();
  }

  /** Which of so many rows to show where there is only place for some: evenly chosen. */
  static int[] chosen(int size, int most) {
    int count = Math.min(size, most);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1));
    }
    return chosen;
  }
}
