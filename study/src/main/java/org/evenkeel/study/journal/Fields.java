// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields of a journal's operations; each reader throws where a field is invalid. */
final class Fields {

  /** The most characters of a whole number. */
  private static final int MAX_DIGITS = 30;

  /** Whole numbers are read as such; Gson alone reads 4.5 as 4. */
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(Integer.class, whole(json -> json.getAsBigDecimal().intValueExact()))
          .registerTypeAdapter(Long.class, whole(json -> json.getAsBigDecimal().longValueExact()))
          .create();

  private static <T> JsonDeserializer<T> whole(Function<JsonElement, T> exact) {
    return (json, type, context) -> {
      try {
        if (json.isJsonPrimitive() && json.getAsString().length() <= MAX_DIGITS) {
          return exact.apply(json);
        }
      } catch (ArithmeticException | NumberFormatException e) {
        // reported below, like a text that is too long
      }
      throw new JsonParseException("not a whole number");
    };
  }

  private Fields() {}

  /** A time in the local zone; Optuna 5 writes it with its own zone. */
  static @Nullable LocalDateTime time(JsonObject op, String name) {
    String text = optional(op, name, String.class);
    if (text == null) {
      return null;
    }
    text = text.replace(' ', 'T');
    try {
      return text.matches(".*T.*([+-]\\d\\d:?\\d\\d|Z)")
          ? OffsetDateTime.parse(text).atZoneSameInstant(ZoneId.systemDefault()).toLocalDateTime()
          : LocalDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new Replay.UnreadableException(true, "no time " + text);
    }
  }

  /** Passes on each field of an object that may be missing. */
  static void each(JsonObject op, String name, BiConsumer<String, JsonElement> work) {
    JsonObject fields = optional(op, name, JsonObject.class);
    if (fields != null) {
      fields.asMap().forEach(work);
    }
  }

  /** A field that an operation must have. */
  static <T> T field(JsonObject op, String name, Class<T> type) {
    return json(op.get(name), type);
  }

  /** A field of an operation; null where it is missing or null. */
  static <T> @Nullable T optional(JsonObject op, String name, Class<T> type) {
    return op.get(name) == null || op.get(name).isJsonNull() ? null : json(op.get(name), type);
  }

  /** A value of a type. */
  static <T> T json(@Nullable JsonElement json, Class<T> type) {
    T value;
    try {
      value = GSON.fromJson(json, type);
    } catch (JsonParseException e) {
      throw new Replay.UnreadableException(true, "no %s: %s".formatted(type.getSimpleName(), json));
    }
    if (value == null) {
      throw new Replay.UnreadableException(true, "no " + type.getSimpleName());
    }
    return value;
  }

  /** The value in a text. */
  static <T> T json(String text, Class<T> type) {
    try {
      return json(JsonParser.parseString(text), type);
    } catch (JsonParseException e) {
      throw new Replay.UnreadableException(true, "no JSON: " + text);
    }
  }
}
