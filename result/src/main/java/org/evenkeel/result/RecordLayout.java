// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The differences between a record's components and its keys in JSON.
 *
 * <p>Without a layout every component is written under its own name; a null component is absent, a
 * number that is not finite is null.
 */
final class RecordLayout {

  /**
   * A nested record, written among the components of its parent.
   *
   * @param deciding the key without which the record is null; null if it never is
   * @param keys the keys that differ from those of the nested record, by these
   */
  record Inlined(@Nullable String deciding, Map<String, String> keys) {}

  final Map<String, String> renamed = new LinkedHashMap<>();
  final Map<String, Inlined> inlined = new LinkedHashMap<>();
  final Map<String, Object> defaults = new LinkedHashMap<>();
  final Set<String> nulls = new HashSet<>();
  final Set<String> omitted = new HashSet<>();
  final Set<String> required = new HashSet<>();
  final Set<String> named = new HashSet<>();
  double absent = Double.NaN;
  boolean infinities;
  @Nullable String ambiguous;
  BiConsumer<Object, JsonObject> derived = (value, json) -> {};

  /** Writes a component under another key. */
  RecordLayout rename(String component, String key) {
    renamed.put(component, key);
    return this;
  }

  /**
   * Writes the components of a nested record, which is never null, among those of this one.
   *
   * @param keys the components with another key here: {@code in=fanIn}
   */
  RecordLayout inline(String component, String... keys) {
    return inlineIf(component, null, keys);
  }

  /** The same of a record that is null if a key is absent. */
  RecordLayout inlineIf(String component, @Nullable String deciding, String... keys) {
    inlined.put(
        component,
        new Inlined(
            deciding,
            Arrays.stream(keys)
                .map(key -> key.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]))));
    return this;
  }

  /** Writes a list or a map of records as one object by their names, which are not repeated. */
  RecordLayout byName(String component) {
    named.add(component);
    return this;
  }

  /** Reads a key that is absent as this value. */
  RecordLayout otherwise(String key, Object value) {
    defaults.put(key, value);
    return this;
  }

  /** Refuses JSON without these components. */
  RecordLayout require(String... components) {
    required.addAll(List.of(components));
    return this;
  }

  /** Writes these components as null where they are null, instead of leaving them out. */
  RecordLayout withNull(String... components) {
    nulls.addAll(List.of(components));
    return this;
  }

  /** Leaves these components out where they are NaN, false or without content. */
  RecordLayout omit(String... components) {
    omitted.addAll(List.of(components));
    return this;
  }

  /** Reads a null number as infinite instead of NaN. */
  RecordLayout nullIsInfinite() {
    absent = Double.POSITIVE_INFINITY;
    return this;
  }

  /** Reads a null number of this component as null, unless the key "infinite" is there. */
  RecordLayout nullUnlessInfinite(String component) {
    ambiguous = component;
    return this;
  }

  /** Writes the names of infinite numbers under the key "infinite", as their values are null. */
  RecordLayout namingInfinities() {
    infinities = true;
    return this;
  }

  /** Adds what follows from a record to its JSON. */
  <T> RecordLayout derive(Class<T> type, BiConsumer<T, JsonObject> derived) {
    this.derived = (value, json) -> derived.accept(type.cast(value), json);
    return this;
  }
}
