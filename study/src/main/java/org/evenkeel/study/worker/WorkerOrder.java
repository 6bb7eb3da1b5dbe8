// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import java.util.Optional;

/**
 * The orders to a worker, one JSON object a line: {@code {"open": plan}}, {@code {"run": number,
 * "params": {…}, "seed": number}} and {@code {"go": true}}.
 */
final class WorkerOrder {

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  /** The most characters of a line that an answer repeats. */
  private static final int REPEATED = 80;

  private WorkerOrder() {}

  /** The order in a line; empty if it is none. */
  static Optional<JsonObject> parse(String line) {
    try {
      return GSON.fromJson(line, JsonElement.class) instanceof JsonObject order && isOrder(order)
          ? Optional.of(order)
          : Optional.empty();
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static boolean isOrder(JsonObject order) {
    if (order.has("open")) {
      return order.get("open").isJsonObject();
    } else if (order.has("go")) {
      return order.get("go") instanceof JsonPrimitive go && go.isBoolean();
    }
    return isWhole(order.get("run"))
        && isWhole(order.get("seed"))
        && order.get("params") instanceof JsonObject params
        && params.asMap().values().stream().allMatch(JsonElement::isJsonPrimitive);
  }

  private static boolean isWhole(JsonElement number) {
    return number instanceof JsonPrimitive one
        && one.isNumber()
        && one.getAsString().matches("-?[0-9]{1,18}");
  }

  /** The answer to a line that is not an order. */
  static String refusal(String line) {
    return "not an order: '%s'; send {\"open\": {…}}, {\"run\": 1, \"params\": {…}, \"seed\": 0} or {\"go\": true}"
        .formatted(line.length() > REPEATED ? line.substring(0, REPEATED) + "…" : line);
  }
}
