// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.text.OneLine;

/**
 * The classes of a table in order: by number where all are numbers, {@code 0} and {@code 0.0} being
 * one, else by text.
 *
 * @param names the name of each class
 * @param labels the class of each row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CsvClasses(List<String> names, int[] labels) {

  /** The smallest table of which it is said that it has too many classes. */
  private static final int ROWS = 20;

  /**
   * Orders classes.
   *
   * @param found the number of each label
   * @param rows the number of the label of each row
   */
  static CsvClasses of(Map<String, Integer> found, int[] rows) {
    boolean numbers = found.keySet().stream().allMatch(CsvColumns::isNumber);
    Comparator<String> byText = Comparator.naturalOrder();
    List<String> sorted =
        found.keySet().stream()
            .sorted(
                numbers
                    ? Comparator.comparingDouble(CsvClasses::value)
                        .thenComparingInt(String::length)
                        .thenComparing(byText)
                    : byText)
            .toList();
    Map<Object, Integer> classes = new HashMap<>();
    List<String> names = new ArrayList<>();
    int[] renumbered = new int[sorted.size()];
    for (String name : sorted) {
      Object key = numbers ? (Object) value(name) : name;
      Integer known = classes.get(key);
      if (known == null) {
        known = names.size();
        classes.put(key, known);
        names.add(name);
      }
      renumbered[found.get(name)] = known;
    }
    return new CsvClasses(names, Arrays.stream(rows).map(k -> renumbered[k]).toArray());
  }

  /** The number of a label; -0 is 0. */
  private static double value(String name) {
    return Double.parseDouble(name) + 0.0;
  }

  /** Checks that these can be classes. */
  void require(Path file, String column) {
    String shown = OneLine.beginning(column);
    if (names.size() < 2) {
      throw new IllegalArgumentException(
          "a label must tell at least two classes apart: %s has only '%s' in column '%s'; choose the label column"
              .formatted(file, OneLine.beginning(names.get(0)), shown));
    }
    boolean fractions =
        names.stream().allMatch(CsvColumns::isNumber)
            && names.stream().anyMatch(name -> value(name) != Math.rint(value(name)));
    double most = fractions ? Math.max(ROWS, 0.1 * labels.length) : 0.5 * labels.length;
    if (labels.length >= ROWS && names.size() > most) {
      throw new IllegalArgumentException(
          "a label must be a class: %s has %d different ones in %d rows of column '%s': is this a regression target? add --regression, or choose a label column with classes"
              .formatted(file, names.size(), labels.length, shown));
    }
  }
}
