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
import java.util.Map;

/** The text of JSON documents. */
public final class Json {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** A document as text, indented, with each list of numbers on one line. */
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
    } else if (element instanceof JsonArray array && !numbers(array)) {
      writer.beginArray();
      for (JsonElement one : array) {
        write(one, writer);
      }
      writer.endArray();
    } else if (element.isJsonNull()) {
      writer.nullValue();
    } else {
      writer.jsonValue(GSON.toJson(element));
    }
  }

  private static boolean numbers(JsonArray array) {
    return !array.isEmpty()
        && array.asList().stream()
            .allMatch(one -> one instanceof JsonPrimitive primitive && primitive.isNumber());
  }

  /** A number; null if it is not finite. */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
