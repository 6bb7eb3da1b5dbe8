// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A plain-text table with aligned columns; columns without content are left out. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with a heading for each column. */
  public TextTable(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row of one cell for each column. */
  public TextTable row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row must have %d cells, but has %d".formatted(rows.get(0).size(), cells.length));
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The table, one line for each row; columns of numbers are aligned to the right. */
  @Override
  public String toString() {
    List<StringBuilder> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(new StringBuilder()));
    for (int column = 0; column < rows.get(0).size(); column++) {
      int c = column;
      List<String> cells = rows.stream().map(row -> row.get(c)).toList();
      if (cells.stream().skip(1).allMatch(String::isEmpty)) {
        continue;
      }
      boolean left = column == 0 || cells.stream().skip(1).anyMatch(TextTable::isWord);
      int width = Collections.max(cells.stream().map(TextTable::width).toList());
      for (int i = 0; i < cells.size(); i++) {
        StringBuilder line = lines.get(i);
        String space = " ".repeat(width - width(cells.get(i)));
        line.append(line.isEmpty() ? "" : GAP);
        line.append(left ? cells.get(i) + space : space + cells.get(i));
      }
    }
    return String.join("\n", lines.stream().map(line -> line.toString().stripTrailing()).toList());
  }

  private static boolean isWord(String cell) {
    return !cell.isEmpty() && Character.isLetter(cell.codePointAt(0));
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
