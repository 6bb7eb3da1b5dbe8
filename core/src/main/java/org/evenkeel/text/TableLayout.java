// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.evenkeel.text.Table.Column;
import org.evenkeel.text.Table.Fit;

/** The column widths of one table in a given width, and its lines of text. */
public final class TableLayout {

  private static final String GAP = "  ";

  private static final Pattern NUMBER =
      Pattern.compile("([-+]?[0-9]([-+0-9.,e%()–→×∞! ]|to)*|[-+]?∞|-) *");

  private final List<Column> header;
  private final List<List<String>> rows;
  private final int columns;
  private final String ellipsis;

  /** The width of each column with whole cells; 0 for a column without a non-blank cell. */
  private final int[] full;

  private final boolean[] shown;
  private final int[] widths;
  private final boolean[] right;

  TableLayout(List<Column> header, List<List<String>> rows, int columns, String ellipsis) {
    this.header = header;
    this.rows = rows;
    this.columns = columns;
    this.ellipsis = ellipsis;
    this.full = indices().map(this::fullWidth).toArray();
    int[] least = leastWidths();
    this.shown = shown(least);
    this.widths = widened(least);
    this.right = new boolean[header.size()];
    indices().forEach(i -> right[i] = isNumeric(i));
  }

  private IntStream indices() {
    return IntStream.range(0, header.size());
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && header.get(column).fit() == Fit.WHOLE
        && cells(column)
            .allMatch(cell -> isPlain(cell) || cell.isBlank() || NUMBER.matcher(cell).matches());
  }

  /** Whether a cell has digits and points alone, as most have: a number without a pattern. */
  private static boolean isPlain(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if ((c < '0' || c > '9') && (c != '.' || i == 0)) {
        return false;
      }
    }
    return true;
  }

  private Stream<String> cells(int column) {
    return rows.stream().map(row -> row.get(column));
  }

  /** The names of columns that did not fit. */
  public List<String> omitted() {
    return indices()
        .filter(i -> full[i] > 0 && !shown[i])
        .mapToObj(i -> header.get(i).name())
        .distinct()
        .toList();
  }

  /** The table's lines: group headings if there are any, column names, rows. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    String groups = groups();
    if (!groups.isBlank()) {
      lines.add(groups);
    }
    addRow(header.stream().map(Column::name).toList(), lines);
    rows.forEach(row -> addRow(row, lines));
    return lines;
  }

  private int fullWidth(int column) {
    return !rows.isEmpty() && cells(column).allMatch(String::isBlank)
        ? 0
        : Stream.concat(Stream.of(header.get(column).name()), cells(column))
            .mapToInt(Text::width)
            .max()
            .orElseThrow();
  }

  /** The smallest widths; if they fit, shortened cells stay distinguishable. */
  private int[] leastWidths() {
    int[] least = new int[full.length];
    boolean[] always = new boolean[full.length];
    for (int i = 0; i < full.length; i++) {
      Column column = header.get(i);
      int name = column.fit() == Fit.THINNED ? Text.width(column.name()) : 0;
      least[i] = Math.min(full[i], Math.max(name, column.minWidth()));
      always[i] = column.rank() == 0 && full[i] > 0;
    }
    for (int i = 0; i < full.length; i++) {
      if (header.get(i).fit() == Fit.SHORTENED && full[i] > least[i]) {
        int[] wider = least.clone();
        wider[i] = distinguishable(i, least[i], Math.min(full[i], columns / 2));
        least = total(grouped(wider, always)) <= columns ? wider : least;
      }
    }
    return least;
  }

  /** The smallest width at which the shortened cells of a column differ as the whole ones do. */
  private int distinguishable(int column, int from, int to) {
    List<String> cells = cells(column).distinct().toList();
    return IntStream.rangeClosed(from, to)
        .filter(width -> isDistinguishable(cells, width))
        .findFirst()
        .orElse(from);
  }

  private boolean isDistinguishable(List<String> cells, int width) {
    Set<String> shortened = new HashSet<>();
    return cells.stream().allMatch(cell -> shortened.add(Text.shortened(cell, width, ellipsis)));
  }

  /** The columns that fit, rank by rank; columns of one rank are shown together or not at all. */
  private boolean[] shown(int[] least) {
    boolean[] fitting = new boolean[least.length];
    for (int rank : header.stream().mapToInt(Column::rank).sorted().distinct().toArray()) {
      boolean[] more = fitting.clone();
      for (int i = 0; i < more.length; i++) {
        more[i] |= header.get(i).rank() == rank && full[i] > 0;
      }
      if (rank == 0 || total(grouped(least, more)) <= columns) {
        fitting = more;
      }
    }
    return fitting;
  }

  /** The widths of some columns, the first of each group widened to hold the group's heading. */
  private int[] grouped(int[] wanted, boolean[] which) {
    int[] grouped = new int[wanted.length];
    for (int i = 0; i < grouped.length; i++) {
      grouped[i] = which[i] ? wanted[i] : 0;
    }
    for (int from = 0; from < grouped.length; from = groupEnd(from)) {
      String group = header.get(from).group();
      int place = total(Arrays.copyOfRange(grouped, from, groupEnd(from)));
      if (!group.isEmpty() && place > 0) {
        int first = from;
        while (grouped[first] == 0) {
          first++;
        }
        grouped[first] += Math.max(0, Text.width(group) - place);
      }
    }
    return grouped;
  }

  /** The final widths: space beyond the smallest widths goes to the columns that want more. */
  private int[] widened(int[] least) {
    int[] wide = grouped(least, shown);
    int free = columns - total(wide);
    int wanted = indices().filter(i -> shown[i]).map(i -> full[i] - least[i]).sum();
    for (int i = 0; i < wide.length && free > 0; i++) {
      if (shown[i] && full[i] > wide[i]) {
        int wish = full[i] - least[i];
        wide[i] += free >= wanted ? wish : (int) ((long) free * wish / wanted);
      }
    }
    return wide;
  }

  private static int total(int[] widths) {
    int sum = IntStream.of(widths).filter(width -> width > 0).map(w -> w + GAP.length()).sum();
    return Math.max(0, sum - GAP.length());
  }

  /** The line of group headings, each above the first column of its group. */
  private String groups() {
    StringBuilder line = new StringBuilder();
    int place = 0;
    for (int from = 0; from < widths.length; from = groupEnd(from)) {
      int[] visible = IntStream.range(from, groupEnd(from)).filter(k -> widths[k] > 0).toArray();
      String group = header.get(from).group();
      if (visible.length > 0 && !group.isEmpty()) {
        boolean overDigits = visible.length == 1 && right[visible[0]];
        int start = place + (overDigits ? widths[visible[0]] - Text.width(group) : 0);
        line.append(" ".repeat(start - Text.width(line.toString()))).append(group);
      }
      place += IntStream.of(visible).map(k -> widths[k] + GAP.length()).sum();
    }
    return line.toString();
  }

  private int groupEnd(int column) {
    int end = column + 1;
    while (end < header.size() && header.get(end).group().equals(header.get(column).group())) {
      end++;
    }
    return end;
  }

  private void addRow(List<String> cells, List<String> lines) {
    List<List<String>> parts = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      parts.add(widths[i] == 0 ? List.of() : fitted(header.get(i).fit(), cells.get(i), widths[i]));
      height = Math.max(height, parts.get(i).size());
    }
    for (int k = 0; k < height; k++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        if (widths[i] > 0) {
          String cell = k < parts.get(i).size() ? parts.get(i).get(k) : "";
          String space = " ".repeat(Math.max(0, widths[i] - Text.width(cell)));
          line.append(right[i] ? space + cell : cell + space).append(GAP);
        }
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  private List<String> fitted(Fit fit, String cell, int width) {
    return switch (fit) {
      case WHOLE -> List.of(cell);
      case SHORTENED -> List.of(Text.shortened(cell, width, ellipsis));
      case THINNED -> List.of(thinned(cell, width));
      case WRAPPED -> Text.cell(cell, width);
    };
  }

  private static String thinned(String cell, int width) {
    StringBuilder signs = new StringBuilder();
    for (int i : Table.chosen(cell.length(), width)) {
      signs.append(cell.charAt(i));
    }
    return signs.toString();
  }
}
