// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, from its first rows.
 *
 * <p>The first row is a header if a column other than the label's has text that is not a number, if
 * it contains the requested name of the label column, or if its numbers count the columns and the
 * label's name is no label. Columns without a name are named by their number from 1.
 *
 * @param names the name of each column
 * @param roles what each column is for
 * @param label the position of the label column, from 0
 * @param header whether the first row is a header
 * @param notes what was decided, for the line that says what was read
 */
record CsvColumns(
    List<String> names, List<Role> roles, int label, boolean header, List<String> notes) {

  /** What a column is for. */
  enum Role {
    NUMBER,
    CATEGORY,
    LABEL,
    LEFT_OUT
  }

  private static final int SHOWN = 12;

  /** Names of columns with classes, which are found wherever they stand. */
  private static final Set<String> LABELS = Set.of("label", "class", "target");

  /** Further names that are not those of classes. */
  private static final Set<String> NAMES =
      Set.of("label", "class", "target", "labels", "category", "species", "outcome");

  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "#n/a", "<na>", "?", "-", "null", "none", "nan");

  /**
   * Reads the first rows.
   *
   * @param file the file, for messages
   * @param rows the first rows, at least one
   * @param wanted the label column by its name, else by its number from 1; null for one named as
   *     such, else the last
   * @throws IllegalArgumentException if there is no such column or no feature beside it
   */
  static CsvColumns of(
      Path file, List<List<String>> rows, @Nullable String wanted, ReadingOptions options) {
    List<String> cells = rows.get(0);
    int named = wanted == null ? -1 : cells.indexOf(wanted);
    int numbered = wanted == null ? cells.size() - 1 : number(wanted, cells.size());
    boolean counted = counts(rows, numbered < 0 ? named : numbered);
    boolean header =
        (named >= 0 && !isNumber(wanted)) || counted || hasText(cells, numbered, options);
    int label = header && named >= 0 ? named : numbered;
    List<String> notes = new ArrayList<>();
    if (header && wanted == null) {
      label = usual(cells, label);
    }
    List<String> names =
        IntStream.range(0, cells.size())
            .mapToObj(
                i -> header && !cells.get(i).isEmpty() ? cells.get(i) : Integer.toString(i + 1))
            .toList();
    if (label < 0) {
      throw new IllegalArgumentException(
          "the label must be a column by name, or by number from 1: %s has no '%s'; its %d columns are %s"
              .formatted(file, OneLine.beginning(wanted), names.size(), shown(names)));
    }
    if (names.size() < 2) {
      throw new IllegalArgumentException(
          "a row must have a feature and a label: %s has one column, '%s'; separate cells by commas, or name the delimiter"
              .formatted(file, OneLine.beginning(cells.get(0))));
    }
    if (header) {
      // Beside numbers, the text that tells a header may be a mistake in the first example.
      boolean doubtful = counted || cells.stream().anyMatch(CsvColumns::isNumber);
      notes.add(doubtful ? "line 1 (%s) is the header".formatted(shown(cells)) : "header");
    }
    notes.add("label '%s'".formatted(OneLine.beginning(names.get(label))));
    List<Role> roles = roles(file, rows, names, label, header, options, notes);
    if (roles.stream().noneMatch(role -> role == Role.NUMBER || role == Role.CATEGORY)) {
      throw new IllegalArgumentException(
          "a row must have a feature and a label: %s has only '%s' and an index; add a column"
              .formatted(file, OneLine.beginning(names.get(label))));
    }
    return new CsvColumns(names, roles, label, header, List.copyOf(notes));
  }

  private static List<Role> roles(
      Path file,
      List<List<String>> rows,
      List<String> names,
      int label,
      boolean header,
      ReadingOptions options,
      List<String> notes) {
    Role[] roles = new Role[names.size()];
    for (int i = 0; i < roles.length; i++) {
      roles[i] = i == label ? Role.LABEL : Role.NUMBER;
    }
    for (String one : options.categorical()) {
      int at = names.indexOf(one) >= 0 ? names.indexOf(one) : number(one, names.size());
      if (at < 0 || at == label) {
        throw new IllegalArgumentException(
            "categorical columns must be features by name, or by number from 1: '%s' is %s of %s; its %d columns are %s"
                .formatted(
                    OneLine.beginning(one),
                    at < 0 ? "no column" : "the label",
                    file,
                    names.size(),
                    shown(names)));
      }
      roles[at] = Role.CATEGORY;
    }
    String first = rows.get(0).get(0);
    boolean unnamed = header && (first.isEmpty() || first.equals("Unnamed: 0"));
    if (unnamed && roles[0] == Role.NUMBER && isIndex(rows)) {
      roles[0] = Role.LEFT_OUT;
      notes.add("column 1, an index without a name, left out");
    }
    return List.of(roles);
  }

  /** Whether the first column has whole numbers, each once. */
  private static boolean isIndex(List<List<String>> rows) {
    Set<String> seen = new HashSet<>();
    return rows.size() > 1
        && rows.stream()
            .skip(1)
            .allMatch(row -> row.get(0).matches("[0-9]{1,18}") && seen.add(row.get(0)));
  }

  /** The column that is named as a label; the given one if none is, or several are. */
  private static int usual(List<String> cells, int otherwise) {
    int[] named =
        IntStream.range(0, cells.size())
            .filter(i -> LABELS.contains(cells.get(i).toLowerCase(Locale.ROOT)))
            .toArray();
    return named.length == 1 ? named[0] : otherwise;
  }

  /**
   * Whether the numbers of the first row are names: they count the columns from 0 or 1, as pandas
   * names those without a name, or they are different whole numbers, as years are; and its label is
   * not a class.
   */
  private static boolean counts(List<List<String>> rows, int label) {
    List<String> cells = rows.get(0);
    if (rows.size() < 2 || label < 0) {
      return false;
    }
    List<String> others = new ArrayList<>();
    for (int i = cells.get(0).isEmpty() ? 1 : 0; i < cells.size(); i++) {
      if (i != label) {
        others.add(cells.get(i));
      }
    }
    String name = cells.get(label);
    int from = !others.isEmpty() && others.get(0).equals("1") ? 1 : 0;
    boolean counted =
        !others.isEmpty()
            && IntStream.range(0, others.size())
                .allMatch(i -> others.get(i).equals(Integer.toString(i + from)));
    if (isNumber(name)) {
      return counted
          && others.size() > 2
          && label == cells.size() - 1
          && name.equals(Integer.toString(others.size() + from));
    }
    List<String> labels = rows.stream().skip(1).map(row -> row.get(label)).toList();
    boolean numbers = others.stream().allMatch(cell -> isNumber(cell));
    boolean numbered = labels.stream().allMatch(cell -> isNumber(cell));
    boolean names =
        others.stream().allMatch(cell -> cell.matches("[0-9]{1,9}"))
            && new HashSet<>(others).size() == others.size()
            && labels.size() > 10
            && 2 * new HashSet<>(labels).size() <= labels.size();
    boolean known = NAMES.contains(name.toLowerCase(Locale.ROOT));
    return !isMissing(name)
        && !labels.contains(name)
        && numbers
        && (known || (numbered && labels.size() > 1) || names);
  }

  /** The number of columns. */
  int size() {
    return names.size();
  }

  /** The name of the label column. */
  String labelName() {
    return names.get(label);
  }

  /** Whether a cell says that there is no value. */
  static boolean isMissing(String cell) {
    return cell.length() < 5 && MISSING.contains(cell.toLowerCase(Locale.ROOT));
  }

  /** Whether a cell is a number, including infinite and undefined ones. */
  static boolean isNumber(String cell) {
    try {
      number(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * The number in a cell: decimal digits with sign, point and exponent; NaN for the usual notations
   * of infinite and undefined numbers.
   *
   * @throws NumberFormatException if it is text
   */
  static float number(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      // Float.parseFloat also accepts 1f, 0x1p3 and 1d.
      if (!digit && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        if (cell.toLowerCase(Locale.ROOT).matches("nan|[+-]?inf(inity)?")) {
          return Float.NaN;
        }
        throw new NumberFormatException(cell);
      }
    }
    return Float.parseFloat(cell);
  }

  private static int number(String wanted, int columns) {
    int number = wanted.matches("[0-9]{1,9}") ? Integer.parseInt(wanted) : 0;
    return number <= columns ? number - 1 : -1;
  }

  private static boolean hasText(List<String> cells, int label, ReadingOptions options) {
    return IntStream.range(0, cells.size())
        .filter(i -> i != label && !isMissing(cells.get(i)))
        .filter(i -> !options.categorical().contains(Integer.toString(i + 1)))
        .anyMatch(i -> !isNumber(cells.get(i).replaceFirst("(?<=[0-9]),(?=[0-9])", ".")));
  }

  private static String shown(List<String> names) {
    int each = names.size() < 5 ? 40 : 12;
    String shown =
        String.join(
            ", ", names.stream().limit(SHOWN).map(name -> OneLine.beginning(name, each)).toList());
    return names.size() <= SHOWN
        ? shown
        : shown + ", …, " + OneLine.beginning(names.get(names.size() - 1), each);
  }
}
