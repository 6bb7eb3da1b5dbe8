// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.evenkeel.data.CsvColumns.Role;
import org.evenkeel.data.ReadingOptions.Missing;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * The examples read from a CSV file so far, with numbers checked and labels mapped to classes. A
 * text column is stored as the number of its value.
 */
final class CsvTable {

  private static final int MOST_CLASSES = 1000;

  /** The smallest table of which a column is said to count the rows. */
  private static final int COUNTED = 20;

  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?");

  private final Path file;
  private final CsvColumns columns;
  private final Missing missing;
  private final boolean regression;
  private final boolean commas;
  private final int width;
  private final Map<String, Integer> classes = new HashMap<>();
  private final List<Map<String, Integer>> categories = new ArrayList<>();
  private float[] features = new float[0];
  private int[] labels = new int[0];
  private int rows;
  private int dropped;
  private int filled;
  private @Nullable Boolean decimalComma;
  private @Nullable IllegalArgumentException dash;

  /**
   * An empty table.
   *
   * @param commas whether a comma in a cell can be that of a decimal number
   */
  CsvTable(Path file, CsvColumns columns, ReadingOptions options, boolean commas) {
    this.file = file;
    this.columns = columns;
    this.missing = options.missing();
    this.regression = options.isRegression();
    this.commas = commas;
    for (Role role : columns.roles()) {
      if (role == Role.NUMBER || role == Role.CATEGORY) {
        categories.add(role == Role.CATEGORY ? new LinkedHashMap<>() : Map.of());
      }
    }
    this.width = categories.size();
  }

  /**
   * Reserves memory for the given number of rows.
   *
   * @throws IllegalArgumentException if memory cannot hold them
   */
  void expect(double expected) {
    requireRoom(expected * width);
    int reserved = Math.max(labels.length, (int) expected);
    features = Arrays.copyOf(features, reserved * width);
    labels = Arrays.copyOf(labels, reserved);
  }

  private void requireRoom(double numbers) {
    // Examples are copied twice before training: when split and when standardized.
    double most = Math.min(Integer.MAX_VALUE - 8.0, Runtime.getRuntime().maxMemory() / 12.0);
    if (numbers > most) {
      throw new IllegalArgumentException(
          "a table must fit into memory: %s has about %.0f million numbers, there is room for %.0f; take fewer rows, or give Java more memory with -Xmx"
              .formatted(file, numbers / 1e6, most / 1e6));
    }
  }

  /**
   * Adds a row, unless a value is missing and such rows are dropped.
   *
   * @param line the number of its line, from 1
   * @throws IllegalArgumentException if the number of cells differs, or a cell is not valid
   */
  void add(List<String> cells, long line) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "every row must have %d cells: %s, line %d has %d; complete or remove it"
              .formatted(columns.size(), file, line, cells.size()));
    }
    if (missing == Missing.DROP && incomplete(cells)) {
      dropped++;
      return;
    }
    if (rows == labels.length) {
      expect(Math.max(2.0 * rows, 1));
    }
    int at = rows * width;
    for (int column = 0; column < columns.size(); column++) {
      String cell = cells.get(column);
      switch (columns.roles().get(column)) {
        case LABEL -> labels[rows] = classOf(cell, line);
        case NUMBER -> features[at++] = feature(cell, line, column);
        case CATEGORY -> {
          features[at] = category(categories.get(at - rows * width), cell, line, column);
          at++;
        }
        case LEFT_OUT -> {}
      }
    }
    rows++;
  }

  private boolean incomplete(List<String> cells) {
    for (int column = 0; column < columns.size(); column++) {
      Role role = columns.roles().get(column);
      boolean dashed = role == Role.LABEL && cells.get(column).equals("-");
      if (role != Role.LEFT_OUT && !dashed && CsvColumns.isMissing(cells.get(column))) {
        return true;
      }
    }
    return false;
  }

  private float feature(String cell, long line, int column) {
    if (CsvColumns.isMissing(cell)) {
      return absent(cell, line, column);
    }
    float value;
    try {
      value = CsvColumns.number(point(cell));
    } catch (NumberFormatException e) {
      String found =
          "has '%s'; correct it, choose the label column, now '%s', or name text columns with --categorical"
              .formatted(OneLine.beginning(cell), OneLine.beginning(columns.labelName()));
      throw wrong("every feature must be a number", line, column, found);
    }
    if (!Float.isFinite(value)) {
      String found = "has '%s'; correct it or remove the row".formatted(OneLine.beginning(cell));
      throw wrong("every feature must be a finite number of single precision", line, column, found);
    }
    return value;
  }

  /** The cell with a decimal point, where the table has decimal commas. */
  private String point(String cell) {
    boolean comma = commas && cell.indexOf(',') >= 0 && DECIMAL_COMMA.matcher(cell).matches();
    if (comma || cell.indexOf('.') >= 0) {
      if (decimalComma == null) {
        decimalComma = comma;
      }
      // Beside 1.5 the cell 1,234 may be a thousand, so a mixture is refused as no number.
      if (decimalComma != comma) {
        throw new NumberFormatException(cell);
      }
    }
    return comma ? cell.replace(',', '.') : cell;
  }

  private float category(Map<String, Integer> values, String cell, long line, int column) {
    if (CsvColumns.isMissing(cell)) {
      return absent(cell, line, column);
    }
    Integer known = values.putIfAbsent(cell, values.size());
    if (values.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          "a text column must have at most %d different values: %s has more in column '%s'; leave the column out of the file"
              .formatted(MOST_CLASSES, file, OneLine.beginning(columns.names().get(column))));
    }
    return known == null ? values.size() - 1 : known;
  }

  private float absent(String cell, long line, int column) {
    if (missing == Missing.MEAN) {
      filled++;
      return Float.NaN;
    }
    throw wrong(
        "every cell must have a value",
        line,
        column,
        cell.isEmpty()
            ? "is empty; fill it, or go on with --missing drop or mean"
            : "has '%s'; fill it, or go on with --missing drop or mean".formatted(cell));
  }

  private int classOf(String cell, long line) {
    Integer known = classes.get(cell);
    if (known != null) {
      return known;
    }
    if (CsvColumns.isMissing(cell)) {
      IllegalArgumentException wrong =
          wrong(
              "every row must have a label",
              line,
              columns.label(),
              cell.isEmpty()
                  ? "is empty; fill it or remove the row"
                  : "has '%s'; fill it or remove the row".formatted(cell));
      if (!cell.equals("-")) {
        throw wrong;
      }
      dash = wrong; // beside + it is a class
    }
    if (classes.size() == MOST_CLASSES && !regression) {
      throw new IllegalArgumentException(
          "there must be at most %d classes: %s has more in column '%s': is this a regression target? add --regression, or choose a label column with classes"
              .formatted(MOST_CLASSES, file, OneLine.beginning(columns.labelName())));
    }
    classes.put(cell, classes.size());
    return classes.size() - 1;
  }

  private IllegalArgumentException wrong(String rule, long line, int column, String found) {
    return new IllegalArgumentException(
        "%s: %s, line %d, column '%s' %s"
            .formatted(rule, file, line, OneLine.beginning(columns.names().get(column)), found));
  }

  /**
   * The examples, with the name of the file and with NaN for what is missing.
   *
   * @param form what the file's form is, for the line that says what was read
   * @throws IllegalArgumentException if there are no rows, only one class, or almost as many
   *     classes as rows
   */
  Reading.Found found(List<String> form) {
    if (rows == 0) {
      throw new IllegalArgumentException(
          dropped > 0
              ? "a CSV file must have rows: each of the %d rows of %s lacks a value; go on with --missing mean"
                  .formatted(dropped, file)
              : "a CSV file must have rows: %s has a header and no rows; give it a line for each example"
                  .formatted(file));
    }
    if (dash != null && !classes.containsKey("+")) {
      throw dash;
    }
    CsvClasses named = regression ? null : CsvClasses.of(classes, Arrays.copyOf(labels, rows));
    if (named != null) {
      named.require(file, columns.labelName());
    }
    float[] values = expanded();
    List<String> notes = new ArrayList<>(form);
    if (decimalComma != null && decimalComma) {
      notes.add("decimal commas");
    }
    notes.addAll(columns.notes());
    for (int i = 0, at = 0; i < columns.size(); i++) {
      Role role = columns.roles().get(i);
      if (role == Role.CATEGORY) {
        notes.add(
            "'%s' as %d features"
                .formatted(OneLine.beginning(columns.names().get(i)), categories.get(at).size()));
      }
      if (role == Role.NUMBER && rows >= COUNTED && countsRows(at)) {
        notes.add(
            "'%s' counts the rows and is a feature"
                .formatted(OneLine.beginning(columns.names().get(i))));
      }
      at += role == Role.NUMBER || role == Role.CATEGORY ? 1 : 0;
    }
    if (dropped > 0) {
      notes.add("%,d row%s without a value dropped".formatted(dropped, dropped == 1 ? "" : "s"));
    }
    if (filled > 0) {
      notes.add("%,d missing value%s replaced by means".formatted(filled, filled == 1 ? "" : "s"));
    }
    String name = String.valueOf(file.getFileName());
    List<Integer> shape = List.of(values.length / rows);
    Examples examples =
        named == null
            ? Examples.withTargets(name, shape, values, targets(), columns.labelName())
            : new Examples(name, shape, values, named.labels(), named.names());
    return new Reading.Found(examples, null, notes);
  }

  /** The number of each row's label. */
  private float[] targets() {
    float[] numbers = new float[classes.size()];
    classes.forEach(
        (text, index) -> {
          try {
            numbers[index] = CsvColumns.number(point(text));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                "every target must be a number: %s has '%s' in column '%s'; correct it, or omit --regression for classes"
                    .formatted(
                        file, OneLine.beginning(text), OneLine.beginning(columns.labelName())),
                e);
          }
        });
    float[] targets = new float[rows];
    for (int row = 0; row < rows; row++) {
      targets[row] = numbers[labels[row]];
    }
    return targets;
  }

  /** Whether a feature is one more in each row, as an identifier that tells classes in order. */
  private boolean countsRows(int at) {
    for (int row = 1; row < rows; row++) {
      if (features[row * width + at] != features[(row - 1) * width + at] + 1) {
        return false;
      }
    }
    return true;
  }

  /** The features, with one for each value of a text column. */
  private float[] expanded() {
    int wide = categories.stream().mapToInt(c -> c.isEmpty() ? 1 : c.size()).sum();
    if (wide == width && categories.stream().allMatch(Map::isEmpty)) {
      return Arrays.copyOf(features, rows * width);
    }
    requireRoom((double) rows * wide);
    float[] values = new float[rows * wide];
    int to = 0;
    for (int at = 0; at < rows * width; at++) {
      int size = categories.get(at % width).size();
      float value = features[at];
      if (size == 0) {
        values[to++] = value;
        continue;
      }
      // The mean of a feature of 0 and 1 is the share of its value.
      Arrays.fill(values, to, to + size, Float.isNaN(value) ? value : 0);
      if (!Float.isNaN(value)) {
        values[to + (int) value] = 1;
      }
      to += size;
    }
    return values;
  }
}
