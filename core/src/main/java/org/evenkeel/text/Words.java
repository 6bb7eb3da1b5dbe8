// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of English sentences: counted nouns, enumerations, clauses. */
public final class Words {

  private Words() {}

  /** A counted noun: {@code 1 layer}, {@code 1,000 layers}. */
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** An enumeration: a, b and c. */
  public static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** A number with two significant digits. */
  public static String number(double value) {
    return Numbers.number(value, 2);
  }

  /** A table cell with three significant digits; - if unknown. */
  public static String cell(@Nullable Double value) {
    return value == null ? "-" : Numbers.number(value);
  }

  /** A table cell with any value; - if unknown. */
  public static String cell(@Nullable Object value) {
    return value instanceof Number number
        ? cell((Double) number.doubleValue())
        : value == null ? "-" : String.valueOf(value);
  }

  /**
   * Clauses of subjects and predicates; subjects with the same predicate share a clause.
   *
   * @param predicates the predicate of each subject, in order; its verb in the third person
   *     singular comes first, further verbs only after "but"
   */
  public static List<String> grouped(Map<String, String> predicates) {
    Map<String, List<String>> subjects = new LinkedHashMap<>();
    predicates.forEach(
        (name, predicate) ->
            subjects.computeIfAbsent(predicate, any -> new ArrayList<>()).add(name));
    List<String> clauses = new ArrayList<>();
    subjects.forEach(
        (predicate, names) ->
            clauses.add(list(names) + " " + (names.size() == 1 ? predicate : plural(predicate))));
    return clauses;
  }

  /** A predicate in the plural: "keeps" becomes "keep", and so does a verb after "but". */
  private static String plural(String predicate) {
    return predicate.replaceAll("(^|but )(\\w+)s(?= )", "$1$2");
  }

  /** A sentence of clauses; the first letter is not changed, as a name may come first. */
  public static String sentence(List<String> clauses) {
    return clauses.isEmpty() ? "" : String.join("; ", clauses) + ".";
  }
}
