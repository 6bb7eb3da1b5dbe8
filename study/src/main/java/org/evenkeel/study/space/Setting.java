// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.ToNumberPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A setting: one value for each active hyperparameter.
 *
 * @param values values by name, in the order of the space: {@code Double}, {@code Long}, or a
 *     choice
 */
public record Setting(Map<String, Object> values) {

  private static final Gson GSON =
      new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();

  public Setting {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The setting without values. */
  public static Setting empty() {
    return new Setting(Map.of());
  }

  /** Whether the setting has a value of this name. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /**
   * The value of a hyperparameter.
   *
   * @throws IllegalArgumentException if the setting has no value of this name
   */
  public Object get(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the setting has no value of '%s': %s".formatted(name, this));
    }
    return value;
  }

  /**
   * The numeric value of a hyperparameter.
   *
   * @throws IllegalArgumentException if the setting has no number of this name
   */
  public double number(String name) {
    if (get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("'%s' is not a number: %s".formatted(name, get(name)));
  }

  /** The setting in JSON, as written by {@link #json()}. */
  public static Setting of(JsonObject json) {
    Map<String, Object> values = new LinkedHashMap<>();
    json.entrySet().forEach(one -> values.put(one.getKey(), value(one.getValue())));
    return new Setting(values);
  }

  /** The values as JSON, in their order. */
  public JsonObject json() {
    return GSON.toJsonTree(values).getAsJsonObject();
  }

  /** A single value from JSON: {@code Long}, {@code Double}, {@code Boolean} or text. */
  public static Object value(JsonElement json) {
    return json.isJsonPrimitive() ? GSON.fromJson(json, Object.class) : json.toString();
  }

  /** The setting with another value for one hyperparameter. */
  public Setting with(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Setting(changed);
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + "=" + value.getValue())
        .collect(Collectors.joining(", "));
  }
}
