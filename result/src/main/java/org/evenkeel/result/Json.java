// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.util.regex.Pattern;

/** The text of JSON documents. */
public final class Json {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  /** A list of numbers on several lines; within a text there is no line break. */
  private static final Pattern NUMBERS = Pattern.compile("\\[\\n[-+0-9.eE,\\s]++]");

  private Json() {}

  /** A document as text, indented, with each list of numbers on one line. */
  public static String text(JsonElement document) {
    return NUMBERS
        .matcher(GSON.toJson(document))
        .replaceAll(numbers -> numbers.group().replaceAll("\\s", ""));
  }

  /** A number; null if it is not finite. */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
