// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * A map of a file in YAML or JSON whose keys are removed one by one, so that unknown keys can be
 * reported. Values of a wrong type are refused with the place, the key, the rule and the value.
 *
 * @param values what has not been taken yet
 * @param known the keys that were asked for
 * @param place the words for this map in messages, such as {@code rules[3]}
 */
public record TreeNode(Map<String, Object> values, Set<String> known, String place) {

  /**
   * The tree as a map.
   *
   * @param essential the key of a single value that stands in place of the map, or empty if there
   *     must be a map
   */
  public static TreeNode map(@Nullable Object tree, String place, String essential) {
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

  /** The value of a key, of any type. */
  public @Nullable Object take(String key, @Nullable Object otherwise) {
    known.add(key);
    Object value = values.remove(key);
    return value == null ? otherwise : value;
  }

  /** A whole number, or another where the key is missing. */
  public int integer(String key, int otherwise) {
    return asInteger(key, take(key, otherwise));
  }

  /** A whole number that must be there. */
  public int integer(String key) {
    return asInteger(key, take(key, null));
  }

  /** A whole number; none where the key is missing. */
  public OptionalInt optionalInteger(String key) {
    Object value = take(key, null);
    return value == null ? OptionalInt.empty() : OptionalInt.of(asInteger(key, value));
  }

  private int asInteger(String key, @Nullable Object value) {
    if (value instanceof Integer integer) {
      return integer;
    }
    boolean isTooLarge = value instanceof Number one && Math.abs(one.doubleValue()) >= 0x1p31;
    throw wrong(key, isTooLarge ? "a whole number below 2^31" : "a whole number", value);
  }

  /** A finite number; without another for a missing key it must be there. */
  public double number(String key, @Nullable Double otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw wrong(key, "a finite number", value);
  }

  /** True or false. */
  public boolean flag(String key, boolean otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, "true or false", value);
  }

  /** A word; without another for a missing key it must be there. */
  public String word(String key, @Nullable String otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof String word && !word.isBlank()) {
      return word;
    }
    throw wrong(key, "a word", value);
  }

  /** A word; none where the key is missing. */
  public Optional<String> optionalWord(String key) {
    Object value = take(key, null);
    if (value == null) {
      return Optional.empty();
    }
    values.put(key, value);
    return Optional.of(word(key, null));
  }

  /** A word or a list of words; none where the key is missing. */
  public List<String> words(String key) {
    Object value = take(key, List.of());
    if (value instanceof String word && !word.isBlank()) {
      return List.of(word);
    }
    if (value instanceof List<?> list
        && list.stream().allMatch(one -> one instanceof String word && !word.isBlank())) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(key, "a word or a list of words", value);
  }

  /** A whole number or a list of them. */
  public List<Integer> integers(String key, List<Integer> otherwise) {
    Object value = take(key, otherwise);
    if (value instanceof Integer one) {
      return List.of(one);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> asInteger(key, element)).toList();
    }
    throw wrong(key, "a whole number or a list of them", value);
  }

  /** A constant of an enum, written in small letters. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
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

  private IllegalArgumentException wrong(String key, String rule, @Nullable Object value) {
    boolean isQuoted = value instanceof String word && Numbers.isDecimal(word);
    return new IllegalArgumentException(
        value == null
            ? "%s needs '%s', %s".formatted(place, key, rule)
            : "%s: '%s' must be %s: %s"
                .formatted(
                    place,
                    key,
                    rule,
                    isQuoted ? "\"%s\"; omit the quotes".formatted(value) : value));
  }

  /** Refuses a key that was not asked for. */
  public void requireNothingElse() {
    if (!values.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: unknown key '%s'; known are %s"
              .formatted(place, values.keySet().iterator().next(), String.join(", ", known)));
    }
  }
}
