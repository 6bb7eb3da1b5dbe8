// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The parser of {@link Space#parse}. */
final class SpaceText {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern REAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** The comma between two items, whose names begin with a letter; layers=64,10 has another. */
  private static final String ITEMS = ",(?!\\s*[0-9])";

  private static final String FORMS =
      "write NAME=LOW..HIGH, NAME=log:LOW..HIGH, NAME=int:LOW..HIGH or NAME=A|B";

  private SpaceText() {}

  static Space parse(String text) {
    List<Hyperparameter> parsed = new ArrayList<>();
    if (!text.isBlank()) {
      for (String item : text.split(ITEMS, -1)) {
        parsed.add(hyperparameter(item.strip(), parsed));
      }
    }
    return new Space(parsed);
  }

  /** A setting of a space. */
  static Setting setting(Space space, String text) {
    Setting setting = Setting.empty();
    String remedy = "write NAME=VALUE,NAME=VALUE with a value for each of " + space;
    for (String item : text.split(ITEMS, -1)) {
      String[] sides = pair("a setting must be names and values", item, text, remedy);
      Domain domain =
          space
              .named(sides[0])
              .map(Hyperparameter::domain)
              .orElseThrow(
                  () -> wrong("a setting must be one of the space", sides[0], text, remedy));
      Object value = choice(sides[1], text);
      if (domain instanceof FloatDomain && value instanceof Long whole) {
        value = (double) whole;
      }
      setting = setting.with(sides[0], value);
    }
    if (!space.contains(setting)) {
      throw wrong("a setting must be one of the space", text, text, remedy);
    }
    return setting;
  }

  private static Hyperparameter hyperparameter(String item, List<Hyperparameter> before) {
    String[] parts = item.split("\\s+if\\s+", -1);
    String[] sides = pair("a hyperparameter must be a name and its values", parts[0], item, FORMS);
    Domain domain = domain(sides[1], item);
    if (parts.length == 1) {
      return Hyperparameter.of(sides[0], domain);
    }
    String remedy = "write NAME=VALUES if OTHER=A|B";
    if (parts.length > 2) {
      throw wrong("a hyperparameter may have one condition", item, item, remedy);
    }
    String[] condition =
        pair("a condition must be another name and its values", parts[1], item, remedy);
    Object[] values =
        choices(condition[1], item).stream().map(v -> as(v, condition[0], before)).toArray();
    return Hyperparameter.of(sides[0], domain).onlyIf(condition[0], values);
  }

  /** A condition's value in the type of the other hyperparameter: 1 may mean the real 1.0. */
  private static Object as(Object value, String name, List<Hyperparameter> before) {
    return before.stream()
        .filter(h -> h.name().equals(name) && h.domain().contains(value))
        .findFirst()
        .map(h -> h.domain().external(h.domain().internal(value)))
        .orElse(value);
  }

  private static String[] pair(String rule, String part, String item, String remedy) {
    int at = part.indexOf('=');
    String name = at < 0 ? "" : part.substring(0, at).strip();
    if (!NAME.matcher(name).matches()) {
      throw wrong(rule, part, item, remedy);
    }
    return new String[] {name, part.substring(at + 1).strip()};
  }

  private static Domain domain(String text, String item) {
    boolean log = text.startsWith("log:");
    String rest = log ? text.substring(4) : text;
    boolean whole = rest.startsWith("int:");
    rest = whole ? rest.substring(4) : rest;
    if (!rest.contains("..")) {
      if (log || whole) {
        throw wrong("log: and int: must precede a range", text, item, "write LOW..HIGH after it");
      }
      return new CategoricalDomain(choices(rest, item));
    }
    String[] ends = rest.split("\\.\\.", -1);
    if (ends.length > 3) {
      throw wrong("a range must be LOW..HIGH or LOW..HIGH..STEP", rest, item, FORMS);
    }
    if (whole) {
      long low = whole(ends[0], item);
      long high = whole(ends[1], item);
      long step = ends.length == 3 ? whole(ends[2], item) : 1;
      return valid(() -> new IntDomain(low, high, log, step), item);
    }
    double low = real(ends[0], item);
    double high = real(ends[1], item);
    Double step = ends.length == 3 ? (Double) real(ends[2], item) : null;
    return valid(() -> new FloatDomain(low, high, log, step), item);
  }

  private static Domain valid(Supplier<Domain> domain, String item) {
    try {
      return domain.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s in '%s'; %s".formatted(e.getMessage(), item, FORMS));
    }
  }

  private static long whole(String text, String item) {
    if (!WHOLE.matcher(text.strip()).matches()) {
      throw wrong("int: needs whole numbers", text, item, "omit int: for real numbers");
    }
    return Long.parseLong(text.strip());
  }

  private static double real(String text, String item) {
    if (!REAL.matcher(text.strip()).matches()) {
      throw wrong("a range needs numbers", text, item, "write LOW..HIGH as in 0.1..10");
    }
    return Double.parseDouble(text.strip());
  }

  private static List<Object> choices(String text, String item) {
    return Arrays.stream(text.split("\\|", -1)).map(one -> choice(one.strip(), item)).toList();
  }

  private static Object choice(String text, String item) {
    if (text.isEmpty()) {
      throw wrong("a choice must be a word or a number", text, item, "write NAME=A|B");
    } else if (WHOLE.matcher(text).matches()) {
      return Long.parseLong(text);
    } else if (REAL.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : text;
  }

  private static IllegalArgumentException wrong(
      String rule, String found, String item, String remedy) {
    return new IllegalArgumentException(
        "%s: '%s' in '%s'; %s".formatted(rule, found.strip(), item, remedy));
  }
}
