// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A map whose keys are removed one by one, so that unknown keys can be reported. */
record TreeNode(Map<String, Object> values, Set<String> known, String place) {

  /** The tree as a map; a single value becomes that of the essential key. */
  static TreeNode map(Object tree, String place, String essential) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (tree instanceof Map<?, ?> map) {
      map.forEach((key, value) -> values.put(String.valueOf(key), value));
    } else if (tree != null && !essential.isEmpty()) {
      values.put(essential, tree);
    } else if (tree != null) {
      throw new IllegalArgumentException(
          "%s must be a map of names to values: %s".formatted(place, tree));
    }
    return new TreeNode(values, new TreeSet<>(), place);
  }

  Object take(String key, Object otherwise) {
    known.add(key);
    Object value = values.remove(key);
    return value == null ? otherwise : value;
  }

  int integer(String key, int otherwise) {
    return asInteger(key, take(key, otherwise));
  }

  int integer(String key) {
    return asInteger(key, take(key, null));
  }

  private int asInteger(String key, Object value) {
    if (value instanceof Integer integer) {
      return integer;
    }
    throw wrong(key, "a whole number", value);
  }

  double number(String key, Double otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw wrong(key, "a finite number", value);
  }

  boolean flag(String key, boolean otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false", value);
  }

  String word(String key, String otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof String word && !word.isBlank()) {
      return word;
    }
    throw wrong(key, "a word", value);
  }

  /** A word or a list of words; none where the key is missing. */
  List<String> words(String key) {
    Object value = take(key, List.of());
    if (value instanceof String word) {
      return List.of(word);
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(key, "a word or a list of words", value);
  }

  List<Integer> integers(String key, List<Integer> otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof Integer one) {
      return List.of(one);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> asInteger(key, element)).toList();
    }
    throw wrong(key, "a whole number or a list of them", value);
  }

  <E extends Enum<E>> E choice(String key, Class<E> type) {
    String word = word(key, null);
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(word)) {
        return constant;
      }
      names.add(name);
    }
    throw wrong(key, "one of " + String.join(", ", names), word);
  }

  private IllegalArgumentException wrong(String key, String rule, Object value) {
    return new IllegalArgumentException(
        value == null
            ? "%s needs '%s', %s".formatted(place, key, rule)
            : "%s: '%s' must be %s: %s".formatted(place, key, rule, value));
  }

  /** Refuses a key of another library, with the one to write instead. */
  void requireOwnSpelling(String kind) {
    for (String key : values.keySet()) {
      Spellings.key(kind, key)
          .ifPresent(
              answer -> {
                throw new IllegalArgumentException(
                    "%s: unknown key '%s'; %s".formatted(place, key, answer));
              });
    }
  }

  void requireNothingElse() {
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown key '%s'; known are %s"
              .formatted(place, values.keySet().iterator().next(), String.join(", ", known)));
    }
  }
}
