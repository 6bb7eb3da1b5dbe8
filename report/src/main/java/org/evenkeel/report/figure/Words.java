// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.report.text.Numbers;

/** Parts of sentences. */
public final class Words {

  private Words() {}

  /** One thing or several: {@code 1 layer}, {@code 1,000 layers}. */
  public static String count(long number, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", number, thing, number == 1 ? "" : "s");
  }

  /** A list as it is read: a, b and c. */
  public static String list(List<String> items) {
    int last = items.size() - 1;
    return last < 1
        ? String.join("", items)
        : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
  }

  /** A number with two digits that tell. */
  public static String number(double value) {
    return Numbers.number(value, 2);
  }

  /** A cell of a table: three digits, and - for what is not known. */
  public static String cell(Double value) {
    return value == null ? "-" : Numbers.number(value);
  }

  /** A cell of a table with any value. */
  public static String cell(Object value) {
    return value instanceof Number number
        ? cell((Double) number.doubleValue())
        : value == null ? "-" : String.valueOf(value);
  }

  /**
   * Clauses of subjects and predicates; subjects of one predicate share a clause.
   *
   * @param predicates what each subject does, by its name, in order: a verb first, as of one
   *     subject, and with other verbs only after "but"
   */
  static List<String> grouped(Map<String, String> predicates) {
    Map<String, List<String>> subjects = new LinkedHashMap<>();
    predicates.forEach(
        (name, does) -> subjects.computeIfAbsent(does, any -> new ArrayList<>()).add(name));
    List<String> clauses = new ArrayList<>();
    subjects.forEach(
        (does, names) ->
            clauses.add(list(names) + " " + (names.size() == 1 ? does : ofSeveral(does))));
    return clauses;
  }

  /** The same of several subjects: keeps is keep, and so is the verb after "but". */
  private static String ofSeveral(String predicate) {
    return predicate.replaceAll("(^|but )(\\w+)s(?= )", "$1$2");
  }

  /** Sentences from clauses: the first letter stays, as it may be a name's. */
  public static String sentence(List<String> clauses) {
    return clauses.isEmpty() ? "" : String.join("; ", clauses) + ".";
  }
}
