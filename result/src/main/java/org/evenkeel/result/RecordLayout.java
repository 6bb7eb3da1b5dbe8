// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The differences between a record's components and its keys in JSON.
 *
 * <p>Without a layout every component is written under its own name; a null component is absent, a
 * number that is not finite is null.
 */
final class RecordLayout {

  /** The value that stands for null in a component of type double. */
  enum Null {
    NAN,
    INFINITE
  }

  final Map<String, String> renamed = new LinkedHashMap<>();
  final Map<String, Map<String, String>> inlined = new LinkedHashMap<>();
  final Map<String, String> deciding = new LinkedHashMap<>();
  final Map<String, Object> defaults = new LinkedHashMap<>();
  final List<String> nulls = new ArrayList<>();
  final List<String> omitted = new ArrayList<>();
  Null absent = Null.NAN;
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
   * @param keys its components, each with its key if that is another: {@code in=fanIn}; none for
   *     all of them, under the keys of their own layout
   */
  RecordLayout inline(String component, String... keys) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String key : keys) {
      map.put(key.replaceFirst("=.*", ""), key.replaceFirst(".*=", ""));
    }
    inlined.put(component, map);
    return this;
  }

  /** The same of a record that may be null, and is if the first of these keys is absent. */
  RecordLayout inlineUnlessNull(String component, String... keys) {
    deciding.put(component, keys[0].replaceFirst(".*=", ""));
    return inline(component, keys);
  }

  /** Reads a key that is absent as this value. */
  RecordLayout otherwise(String key, Object value) {
    defaults.put(key, value);
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
    absent = Null.INFINITE;
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
