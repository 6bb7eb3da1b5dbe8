// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, from its first row.
 *
 * <p>The first row is a header if a column other than the label's has text that is not a number, or
 * if it contains the requested name of the label column. Columns without a name are named by their
 * number from 1.
 *
 * @param names the name of each column
 * @param label the position of the label column, from 0
 * @param header whether the first row is a header
 */
record CsvColumns(List<String> names, int label, boolean header) {

  private static final int SHOWN = 12;

  /**
   * Reads the first row.
   *
   * @param file the file, for messages
   * @param cells the first row
   * @param wanted the label column by its name, else by its number from 1; null for the last
   * @throws IllegalArgumentException if there is no such column or no feature beside it
   */
  static CsvColumns of(Path file, List<String> cells, @Nullable String wanted) {
    int named = wanted == null ? -1 : cells.indexOf(wanted);
    int numbered = wanted == null ? cells.size() - 1 : number(wanted, cells.size());
    boolean header = (named >= 0 && !isNumber(wanted)) || hasText(cells, numbered);
    int label = header && named >= 0 ? named : numbered;
    List<String> names =
        IntStream.range(0, cells.size())
            .mapToObj(
                i -> header && !cells.get(i).isEmpty() ? cells.get(i) : Integer.toString(i + 1))
            .toList();
    if (label < 0) {
      throw new IllegalArgumentException(
          "the label must be a column by name, or by number from 1: %s has no '%s'; its %d columns are %s"
              .formatted(file, wanted, names.size(), shown(names)));
    }
    if (names.size() < 2) {
      throw new IllegalArgumentException(
          "a row must have a feature and a label: %s has one column, '%s'; separate cells by commas"
              .formatted(file, shortened(cells.get(0))));
    }
    return new CsvColumns(names, label, header);
  }

  /** The number of columns. */
  int size() {
    return names.size();
  }

  /** The name of the label column. */
  String labelName() {
    return names.get(label);
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

  /** A cell on one line, shortened if it is long. */
  static String shortened(String cell) {
    String line = cell.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }

  private static int number(String wanted, int columns) {
    int number = wanted.matches("[0-9]{1,9}") ? Integer.parseInt(wanted) : 0;
    return number <= columns ? number - 1 : -1;
  }

  private static boolean hasText(List<String> cells, int label) {
    return IntStream.range(0, cells.size())
        .filter(i -> i != label && !cells.get(i).isEmpty())
        .anyMatch(i -> !isNumber(cells.get(i)));
  }

  private static String shown(List<String> names) {
    String shown =
        String.join(", ", names.stream().limit(SHOWN).map(CsvColumns::shortened).toList());
    return names.size() <= SHOWN ? shown : shown + ", …, " + names.get(names.size() - 1);
  }
}
