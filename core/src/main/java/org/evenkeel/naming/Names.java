// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.naming;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The look-up of values by names that users write. */
public final class Names {

  private static final Pattern ARGUMENTS = Pattern.compile("\\([^()]*\\)$");
  private static final Pattern IGNORED = Pattern.compile("[-_\\s]");

  private Names() {}

  /**
   * The value with a given name. Case, hyphens, underscores, spaces and arguments in parentheses at
   * the end are ignored.
   *
   * @param what the noun of the values with its article, as in {@code "a rule"}
   * @param names the names of a value, the proper one first
   * @throws IllegalArgumentException if there is none; the message lists the proper names and
   *     suggests a similar one
   */
  public static <T> T find(
      String what, String name, List<T> things, Function<? super T, List<String>> names) {
    for (T thing : things) { // as most names are written; networks of many layers look up many
      if (names.apply(thing).get(0).equals(name)) {
        return thing;
      }
    }
    String key = key(name);
    for (T thing : things) {
      for (String candidate : names.apply(thing)) {
        if (key(candidate).equals(key)) {
          return thing;
        }
      }
    }
    String known =
        things.stream().map(thing -> names.apply(thing).get(0)).collect(Collectors.joining(", "));
    String nearest = null;
    int distance = 3; // at most two typing errors
    for (T thing : things) {
      for (String candidate : names.apply(thing)) {
        int edits = edits(key, key(candidate));
        if (edits < Math.min(distance, key.length())) {
          distance = edits;
          nearest = candidate;
        }
      }
    }
    throw new IllegalArgumentException(
        "%s must be one of %s: \"%s\"; %s"
            .formatted(
                what,
                known,
                name,
                nearest == null ? "choose one of these" : "did you mean " + nearest + "?"));
  }

  /** The name without ignored characters and arguments. */
  private static String key(String name) {
    String word = ARGUMENTS.matcher(name.strip()).replaceFirst("");
    return IGNORED.matcher(word).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein distance: the number of insertions, deletions and replacements. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
