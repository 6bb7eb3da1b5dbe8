// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What all JSON documents have in common: absent keys are omitted, and a number that cannot be had
 * (NaN, infinite) is null.
 */
public final class Json {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** A document as text, line by line; a list of plain numbers stands on one. */
  public static String text(JsonElement document) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setHtmlSafe(false);
      write(document, writer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonElement element, JsonWriter writer) throws IOException {
    writer.setFormattingStyle(FormattingStyle.PRETTY);
    if (element instanceof JsonObject object) {
      writer.beginObject();
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        writer.name(entry.getKey());
        write(entry.getValue(), writer);
      }
      writer.endObject();
    } else if (element instanceof JsonArray array) {
      if (numbers(array)) {
        writer.jsonValue(GSON.toJson(array));
      } else {
        writer.beginArray();
        for (JsonElement one : array) {
          write(one, writer);
        }
        writer.endArray();
      }
    } else if (element.isJsonNull()) {
      writer.nullValue();
    } else {
      writer.jsonValue(GSON.toJson(element));
    }
  }

  private static boolean numbers(JsonArray array) {
    for (JsonElement one : array) {
      if (!(one instanceof JsonPrimitive primitive && primitive.isNumber())) {
        return false;
      }
    }
    return !array.isEmpty();
  }

  /** A number, or null where it is not finite. */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  static void add(JsonObject json, String key, Double value) {
    if (value != null) {
      json.add(key, number(value));
    }
  }

  static void add(JsonObject json, String key, String value) {
    if (value != null) {
      json.addProperty(key, value);
    }
  }

  static <T> JsonArray array(List<T> values, Function<T, JsonElement> written) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(written.apply(value)));
    return array;
  }

  /** A text; null where there is none. */
  static String text(JsonObject json, String key) {
    return present(json, key) ? json.get(key).getAsString() : null;
  }

  /** A number; null where it is absent, infinite where it stands as null. */
  static Double real(JsonObject json, String key) {
    if (!json.has(key)) {
      return null;
    }
    return json.get(key).isJsonNull() ? Double.POSITIVE_INFINITY : json.get(key).getAsDouble();
  }

  /** A number; NaN where there is none. */
  static double orNaN(JsonObject json, String key) {
    return present(json, key) ? json.get(key).getAsDouble() : Double.NaN;
  }

  /** A whole number; null where there is none. */
  static Long whole(JsonObject json, String key) {
    return present(json, key) ? (Long) json.get(key).getAsLong() : null;
  }

  static JsonObject object(JsonObject json, String key) {
    return present(json, key) ? json.getAsJsonObject(key) : new JsonObject();
  }

  /** The items of a list; none where there is no list. */
  static <T> List<T> list(JsonObject json, String key, Function<JsonElement, T> read) {
    List<T> items = new ArrayList<>();
    if (present(json, key)) {
      json.getAsJsonArray(key).forEach(item -> items.add(read.apply(item)));
    }
    return items;
  }

  static boolean present(JsonObject json, String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }
}
