// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads labelled examples from a CSV file: one row each, one column with the class, all other
 * columns numbers.
 *
 * <p>A first row in which every column is text is a header. Classes are sorted, as numbers if all
 * of them are.
 */
final class CsvTable {

  private static final int MAX_CLASSES = 10_000;
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private final Path file;
  private final List<String> columns;
  private final int label;
  private final Map<String, Integer> classes = new LinkedHashMap<>();
  private float[] features = new float[1024];
  private int[] labels = new int[64];
  private int rows;

  private CsvTable(Path file, List<String> columns, String label) {
    this.file = file;
    this.columns = columns;
    this.label = label == null ? columns.size() - 1 : labelColumn(label);
    if (columns.size() < 2) {
      throw new IllegalArgumentException(
          "a table needs a feature and a label: %s has one column; are its values separated by commas?"
              .formatted(file));
    }
  }

  /**
   * Reads a file.
   *
   * @param label the name of the column with the class, or its number from 1; null for the last
   * @throws IllegalArgumentException naming the line, the column and the value that is wrong
   */
  static Examples read(Path file, String label) {
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    try (Reader reader =
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder());
        var parser = format.parse(reader)) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        throw new IllegalArgumentException(file + " has no rows; give it a line for each example");
      }
      CSVRecord first = records.next();
      boolean header = first.stream().noneMatch(CsvTable::isNumber);
      CsvTable table = new CsvTable(file, names(first, header), label);
      if (!header) {
        table.add(first, parser.getCurrentLineNumber());
      }
      while (records.hasNext()) {
        table.add(records.next(), parser.getCurrentLineNumber());
      }
      return table.examples();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " is not text in UTF-8; is it a CSV file?", e);
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "%s is not a CSV file: %s".formatted(file, firstLine(e)), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unreadable");
  }

  private static List<String> names(CSVRecord first, boolean header) {
    List<String> names = new ArrayList<>();
    for (int column = 0; column < first.size(); column++) {
      String name = header ? first.get(column).replace("\uFEFF", "") : "";
      names.add(name.isEmpty() ? "column " + (column + 1) : name);
    }
    return names;
  }

  private static boolean isNumber(String cell) {
    try {
      Double.parseDouble(cell.replace("\uFEFF", ""));
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private int labelColumn(String wanted) {
    int named = columns.indexOf(wanted);
    if (named >= 0) {
      return named;
    }
    if (wanted.matches("[0-9]{1,6}")) {
      int number = Integer.parseInt(wanted);
      if (number >= 1 && number <= columns.size()) {
        return number - 1;
      }
    }
    List<String> shown = columns.size() <= 12 ? columns : columns.subList(0, 12);
    throw new IllegalArgumentException(
        "%s has no column '%s' for the label; its %d columns are %s%s"
            .formatted(
                file,
                wanted,
                columns.size(),
                String.join(", ", shown),
                shown == columns ? "" : ", …"));
  }

  private void add(CSVRecord row, long line) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%s, line %d: every row needs %d columns, this one has %d"
              .formatted(file, line, columns.size(), row.size()));
    }
    int width = columns.size() - 1;
    if ((long) (rows + 1) * width > MAX_VALUES) {
      throw new IllegalArgumentException(
          "%s is too large: more than %,d numbers; take a part of it".formatted(file, MAX_VALUES));
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, grown(rows));
    }
    if ((rows + 1) * width > features.length) {
      features = Arrays.copyOf(features, grown((rows + 1) * width));
    }
    int at = rows * width;
    for (int column = 0; column <= width; column++) {
      String cell = row.get(column);
      if (column == label) {
        labels[rows] = classOf(cell, line);
      } else {
        features[at++] = number(cell, line, column);
      }
    }
    rows++;
  }

  private static int grown(int size) {
    return (int) Math.min(MAX_VALUES, Math.max(64, 2L * size));
  }

  private int classOf(String cell, long line) {
    if (cell.isEmpty()) {
      throw wrong(line, label, "the label is missing");
    }
    Integer known = classes.putIfAbsent(cell, classes.size());
    if (classes.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "%s has more than %,d classes in column '%s'; is that the label column?"
              .formatted(file, MAX_CLASSES, columns.get(label)));
    }
    return known == null ? classes.size() - 1 : known;
  }

  private float number(String cell, long line, int column) {
    if (cell.isEmpty()) {
      throw wrong(line, column, "the number is missing");
    }
    double value;
    try {
      value = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw wrong(line, column, "'%s' is not a number".formatted(shortened(cell)));
    }
    if (!Float.isFinite((float) value)) {
      throw wrong(line, column, "%s is not a finite number".formatted(shortened(cell)));
    }
    return (float) value;
  }

  private static String shortened(String cell) {
    return cell.length() <= 40 ? cell : cell.substring(0, 40) + "…";
  }

  private IllegalArgumentException wrong(long line, int column, String what) {
    return new IllegalArgumentException(
        "%s, line %d, column '%s': %s; features must be numbers, the label is in column '%s'"
            .formatted(file, line, columns.get(column), what, columns.get(label)));
  }

  private Examples examples() {
    if (rows == 0) {
      throw new IllegalArgumentException(
          file + " has a header and no rows; give it a line for each example");
    }
    boolean numeric = classes.keySet().stream().allMatch(CsvTable::isNumber);
    Comparator<String> order =
        numeric
            ? Comparator.comparingDouble(Double::parseDouble).thenComparing((String name) -> name)
            : Comparator.naturalOrder();
    TreeSet<String> sorted = new TreeSet<>(order);
    sorted.addAll(classes.keySet());
    List<String> names = List.copyOf(sorted);
    int[] renumbered = new int[classes.size()];
    for (int k = 0; k < names.size(); k++) {
      renumbered[classes.get(names.get(k))] = k;
    }
    int[] sortedLabels = new int[rows];
    for (int i = 0; i < rows; i++) {
      sortedLabels[i] = renumbered[labels[i]];
    }
    return new Examples(
        String.valueOf(file.getFileName()),
        List.of(columns.size() - 1),
        Arrays.copyOf(features, rows * (columns.size() - 1)),
        sortedLabels,
        names);
  }
}
