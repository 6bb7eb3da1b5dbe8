// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The examples read from a CSV file so far, with numbers checked and labels mapped to classes. */
final class CsvTable {

  private static final int MOST_CLASSES = 1000;

  private final Path file;
  private final CsvColumns columns;
  private final int width;
  private final Map<String, Integer> classes = new HashMap<>();
  private float[] features = new float[0];
  private int[] labels = new int[0];
  private int rows;

  CsvTable(Path file, CsvColumns columns) {
    this.file = file;
    this.columns = columns;
    this.width = columns.size() - 1;
  }

  /**
   * Reserves memory for the given number of rows.
   *
   * @throws IllegalArgumentException if memory cannot hold them
   */
  void expect(double expected) {
    // Examples are copied twice before training: when split and when standardized.
    double most = Math.min(Integer.MAX_VALUE - 8.0, Runtime.getRuntime().maxMemory() / 12.0);
    if (expected * width > most) {
      throw new IllegalArgumentException(
          "a table must fit into memory: %s has about %.0f million numbers, there is room for %.0f; take fewer rows, or give Java more memory with -Xmx"
              .formatted(file, expected * width / 1e6, most / 1e6));
    }
    int reserved = Math.max(labels.length, (int) expected);
    features = Arrays.copyOf(features, reserved * width);
    labels = Arrays.copyOf(labels, reserved);
  }

  /**
   * Adds a row.
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
    if (rows == labels.length) {
      expect(2.0 * rows + 1);
    }
    int at = rows * width;
    for (int column = 0; column <= width; column++) {
      String cell = cells.get(column);
      if (cell.isEmpty()) {
        throw wrong(
            "every cell must have a value", line, column, "is empty; fill it or remove the row");
      }
      if (column == columns.label()) {
        labels[rows] = classOf(cell, line);
      } else {
        features[at++] = feature(cell, line, column);
      }
    }
    rows++;
  }

  private float feature(String cell, long line, int column) {
    float value;
    try {
      value = CsvColumns.number(cell);
    } catch (NumberFormatException e) {
      String found =
          "has '%s'; correct it, or choose the label column, now '%s'"
              .formatted(CsvColumns.shortened(cell), columns.labelName());
      throw wrong("every feature must be a number", line, column, found);
    }
    if (!Float.isFinite(value)) {
      String found = "has '%s'; correct it or remove the row".formatted(CsvColumns.shortened(cell));
      throw wrong("every feature must be a finite number of single precision", line, column, found);
    }
    return value;
  }

  private int classOf(String cell, long line) {
    Integer known = classes.get(cell);
    if (known != null) {
      return known;
    }
    if (cell.equalsIgnoreCase("nan")) {
      String found = "has '%s'; remove the row".formatted(cell);
      throw wrong("every row must have a label", line, columns.label(), found);
    }
    if (classes.size() == MOST_CLASSES) {
      throw new IllegalArgumentException(
          "a label must be one of at most %d classes: %s has more in column '%s'; choose the label column"
              .formatted(MOST_CLASSES, file, columns.labelName()));
    }
    classes.put(cell, classes.size());
    return classes.size() - 1;
  }

  private IllegalArgumentException wrong(String rule, long line, int column, String found) {
    return new IllegalArgumentException(
        "%s: %s, line %d, column '%s' %s"
            .formatted(rule, file, line, CsvColumns.shortened(columns.names().get(column)), found));
  }

  /**
   * The examples, with the name of the file.
   *
   * @throws IllegalArgumentException if there are no rows or there is only one class
   */
  Examples examples() {
    if (rows == 0) {
      throw new IllegalArgumentException(
          "a CSV file must have rows: %s has a header and no rows; give it a line for each example"
              .formatted(file));
    }
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "a label must tell at least two classes apart: %s has only '%s' in column '%s'; choose the label column"
              .formatted(
                  file,
                  CsvColumns.shortened(classes.keySet().iterator().next()),
                  columns.labelName()));
    }
    List<String> names = sorted(classes.keySet().stream().toList());
    int[] renumbered = new int[names.size()];
    for (int k = 0; k < renumbered.length; k++) {
      renumbered[classes.get(names.get(k))] = k;
    }
    float[] values = Arrays.copyOf(features, rows * width);
    int[] numbers = Arrays.stream(labels, 0, rows).map(k -> renumbered[k]).toArray();
    return new Examples(String.valueOf(file.getFileName()), List.of(width), values, numbers, names);
  }

  private static List<String> sorted(List<String> names) {
    Comparator<String> byText = Comparator.naturalOrder();
    boolean numbers = names.stream().allMatch(CsvColumns::isNumber);
    return names.stream()
        .sorted(
            numbers
                ? Comparator.comparingDouble(Double::parseDouble).thenComparing(byText)
                : byText)
        .toList();
  }
}
