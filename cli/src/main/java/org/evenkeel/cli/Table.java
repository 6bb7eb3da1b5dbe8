// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of text in aligned columns that fit a terminal.
 *
 * <p>A column whose cells are all numbers is aligned to the right, and one without any cell that
 * says something is left out. Where the terminal is too narrow, columns of a high rank are left out
 * and a line below the table says so; long cells are shortened or broken into lines where their
 * column allows it.
 */
final class Table {

  private static final String GAP = "  ";

  private static final Pattern NUMBER =
      Pattern.compile("([-+]?[0-9]([-+0-9.,e%()–→×∞! ]|to)*|[-+]?∞|-) *");

  /** What becomes of cells that have no place. */
  private enum Fit {
    WHOLE,
    SHORTENED,
    THINNED,
    WRAPPED
  }

  private static final int SHORTEST = 12;

  /**
   * A column.
   *
   * @param group what stands above its name and those of its neighbors in the group; may be empty
   * @param rank 0 for a column that is always there; of the others the lowest come first
   * @param least the width that it does not go below where its cells may be shortened or broken
   */
  record Column(String group, String name, int rank, Fit fit, int least) {

    /** A column that is always there, of whole cells. */
    static Column of(String name) {
      return new Column("", name, 0, Fit.WHOLE, Integer.MAX_VALUE);
    }

    Column in(String newGroup) {
      return new Column(newGroup, name, rank, fit, least);
    }

    Column ranked(int newRank) {
      return new Column(group, name, newRank, fit, least);
    }

    /** Long cells lose their middle. */
    Column shortened() {
      return new Column(group, name, rank, Fit.SHORTENED, SHORTEST);
    }

    /** Long cells keep some of their signs, evenly chosen. */
    Column thinned() {
      return new Column(group, name, rank, Fit.THINNED, SHORTEST);
    }

    /** Long cells take several lines. */
    Column wrapped(int narrowest) {
      return new Column(group, name, rank, Fit.WRAPPED, narrowest);
    }
  }

  private final List<Column> header;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(Stream<Column> header) {
    this.header =
        header
            .map(
                c ->
                    new Column(
                        Text.shown(c.group()), Text.shown(c.name()), c.rank(), c.fit(), c.least()))
            .toList();
  }

  static Table of(String... header) {
    return new Table(Arrays.stream(header).map(Column::of));
  }

  static Table of(Column... header) {
    return new Table(Arrays.stream(header));
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Writes the table line by line. */
  void print(Output output) {
    int columns = Output.columns();
    int[] full = IntStream.range(0, header.size()).map(this::fullWidth).toArray();
    int[] least = least(full, columns);
    boolean[] shown = shown(least, full, columns);
    int[] widths = widened(least, full, shown, columns);
    boolean[] right = new boolean[full.length];
    for (int i = 0; i < right.length; i++) {
      int column = i;
      right[i] =
          !rows.isEmpty()
              && header.get(i).fit() == Fit.WHOLE
              && rows.stream()
                  .map(row -> row.get(column))
                  .allMatch(cell -> cell.isBlank() || NUMBER.matcher(cell).matches());
    }
    String groups = groups(widths, right);
    if (!groups.isBlank()) {
      output.line(groups);
    }
    line(output, header.stream().map(Column::name).toList(), widths, right);
    rows.forEach(row -> line(output, row.stream().map(Text::shown).toList(), widths, right));
    String[] left =
        IntStream.range(0, full.length)
            .filter(i -> full[i] > 0 && !shown[i])
            .mapToObj(i -> header.get(i).name())
            .distinct()
            .toArray(String[]::new);
    if (left.length > 0) {
      output.print(
          "Not in %d columns: %s; a wider terminal or --format json has %s."
              .formatted(columns, String.join(", ", left), left.length > 1 ? "them" : "it"));
    }
  }

  /** The width that a column wants; 0 if none of its cells says anything. */
  private int fullWidth(int column) {
    List<String> cells = rows.stream().map(row -> row.get(column)).toList();
    return !cells.isEmpty() && cells.stream().allMatch(String::isBlank)
        ? 0
        : Stream.concat(Stream.of(header.get(column).name()), cells.stream().map(Text::shown))
            .mapToInt(Text::width)
            .max()
            .orElseThrow();
  }

  /** The least widths; where that fits, such that cells that are shortened can be told apart. */
  private int[] least(int[] full, int columns) {
    int[] least = new int[full.length];
    boolean[] always = new boolean[full.length];
    for (int i = 0; i < full.length; i++) {
      Column column = header.get(i);
      int name = column.fit() == Fit.THINNED ? Text.width(column.name()) : 0;
      least[i] = Math.min(full[i], Math.max(name, column.least()));
      always[i] = column.rank() == 0 && full[i] > 0;
    }
    for (int i = 0; i < full.length; i++) {
      if (header.get(i).fit() == Fit.SHORTENED && full[i] > least[i]) {
        int[] wider = least.clone();
        wider[i] = apart(i, least[i], Math.min(full[i], columns / 2));
        least = total(grouped(wider, always)) <= columns ? wider : least;
      }
    }
    return least;
  }

  /** The width from which on the shortened cells of a column differ as the whole ones do. */
  private int apart(int column, int from, int to) {
    List<String> cells = rows.stream().map(row -> Text.shown(row.get(column))).distinct().toList();
    return IntStream.rangeClosed(from, to)
        .filter(
            width ->
                cells.stream().map(cell -> Text.shortened(cell, width)).distinct().count()
                    == cells.size())
        .findFirst()
        .orElse(from);
  }

  /** Which columns have place: rank by rank, those of one rank together. */
  private boolean[] shown(int[] least, int[] full, int columns) {
    boolean[] shown = new boolean[least.length];
    for (int rank : header.stream().mapToInt(Column::rank).sorted().distinct().toArray()) {
      boolean[] more = shown.clone();
      for (int i = 0; i < more.length; i++) {
        more[i] |= header.get(i).rank() == rank && full[i] > 0;
      }
      if (rank == 0 || total(grouped(least, more)) <= columns) {
        shown = more;
      }
    }
    return shown;
  }

  /** The widths of what is shown, where the first column of a group makes place for its name. */
  private int[] grouped(int[] wanted, boolean[] shown) {
    int[] widths = new int[wanted.length];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = shown[i] ? wanted[i] : 0;
    }
    for (int from = 0; from < widths.length; from = end(from)) {
      String group = header.get(from).group();
      int place = total(Arrays.copyOfRange(widths, from, end(from)));
      if (!group.isEmpty() && place > 0) {
        int first =
            IntStream.range(from, widths.length)
                .filter(i -> widths[i] > 0)
                .findFirst()
                .orElseThrow();
        widths[first] += Math.max(0, Text.width(group) - place);
      }
    }
    return widths;
  }

  /** What is left of the place goes to the columns that want more than the least. */
  private int[] widened(int[] least, int[] full, boolean[] shown, int columns) {
    int[] widths = grouped(least, shown);
    int left = columns - total(widths);
    int wanted =
        IntStream.range(0, full.length).filter(i -> shown[i]).map(i -> full[i] - least[i]).sum();
    for (int i = 0; i < widths.length && left > 0; i++) {
      if (shown[i] && full[i] > widths[i]) {
        int wish = full[i] - least[i];
        widths[i] += left >= wanted ? wish : (int) ((long) left * wish / wanted);
      }
    }
    return widths;
  }

  private static int total(int[] widths) {
    return IntStream.of(widths).filter(width -> width > 0).map(w -> w + GAP.length()).sum()
        - (IntStream.of(widths).anyMatch(width -> width > 0) ? GAP.length() : 0);
  }

  /** The line above the header; the name of a group stands above its first column. */
  private String groups(int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    int place = 0;
    for (int i = 0; i < widths.length; i = end(i)) {
      int from = i;
      int[] shown = IntStream.range(i, end(i)).filter(k -> widths[k] > 0).toArray();
      String group = header.get(from).group();
      if (shown.length > 0 && !group.isEmpty()) {
        boolean numbers = shown.length == 1 && right[shown[0]]; // above the digits
        int start = place + (numbers ? widths[shown[0]] - Text.width(group) : 0);
        line.append(" ".repeat(start - Text.width(line.toString()))).append(group);
      }
      place += IntStream.of(shown).map(k -> widths[k] + GAP.length()).sum();
    }
    return line.toString();
  }

  /** Where the group of a column ends. */
  private int end(int column) {
    int end = column + 1;
    while (end < header.size() && header.get(end).group().equals(header.get(column).group())) {
      end++;
    }
    return end;
  }

  private void line(Output output, List<String> cells, int[] widths, boolean[] right) {
    List<List<String>> parts = new ArrayList<>();
    int height = 1;
    for (int i = 0; i < widths.length; i++) {
      List<String> part =
          switch (header.get(i).fit()) {
            case WHOLE -> List.of(cells.get(i));
            case SHORTENED -> List.of(Text.shortened(cells.get(i), widths[i]));
            case THINNED -> List.of(thinned(cells.get(i), widths[i]));
            case WRAPPED -> widths[i] == 0 ? List.of("") : Text.cell(cells.get(i), widths[i]);
          };
      parts.add(part);
      height = widths[i] == 0 ? height : Math.max(height, part.size());
    }
    for (int k = 0; k < height; k++) {
      StringBuilder line = new StringBuilder();
      boolean first = true;
      for (int i = 0; i < widths.length; i++) {
        if (widths[i] > 0) {
          String cell = k < parts.get(i).size() ? parts.get(i).get(k) : "";
          String space = " ".repeat(Math.max(0, widths[i] - Text.width(cell)));
          line.append(first ? "" : GAP).append(right[i] ? space + cell : cell + space);
          first = false;
        }
      }
      output.line(line.toString());
    }
  }

  private static String thinned(String cell, int width) {
    StringBuilder signs = new StringBuilder();
    for (int i : chosen(cell.length(), width)) {
      signs.append(cell.charAt(i));
    }
    return signs.toString();
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
