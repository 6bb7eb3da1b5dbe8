// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.space.CategoricalDistribution;
import org.evenkeel.study.space.Distribution;
import org.evenkeel.study.space.FloatDistribution;
import org.evenkeel.study.space.IntDistribution;

/** Distributions in Optuna's JSON, a text of its own within an operation. */
final class Distributions {

  private Distributions() {}

  static String text(Distribution distribution) {
    JsonObject attributes = new JsonObject();
    String name;
    if (distribution instanceof FloatDistribution real) {
      name = "FloatDistribution";
      attributes.addProperty("step", real.step());
      attributes.addProperty("low", real.low());
      attributes.addProperty("high", real.high());
      attributes.addProperty("log", real.log());
    } else if (distribution instanceof IntDistribution whole) {
      name = "IntDistribution";
      attributes.addProperty("log", whole.log());
      attributes.addProperty("step", whole.step());
      attributes.addProperty("low", whole.low());
      attributes.addProperty("high", whole.high());
    } else {
      name = "CategoricalDistribution";
      JsonArray choices = new JsonArray();
      for (Object choice : ((CategoricalDistribution) distribution).choices()) {
        if (choice instanceof Number number) {
          choices.add(number);
        } else if (choice instanceof Boolean flag) {
          choices.add(flag);
        } else {
          choices.add(String.valueOf(choice));
        }
      }
      attributes.add("choices", choices);
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("attributes", attributes);
    return json.toString();
  }

  /**
   * Reads a distribution, also by the names it had in Optuna 2.
   *
   * @throws IllegalArgumentException if it is none that is known
   */
  static Distribution read(String text) {
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    JsonObject a = json.getAsJsonObject("attributes");
    String name = json.get("name").getAsString();
    return switch (name) {
      case "FloatDistribution" ->
          new FloatDistribution(
              a.get("low").getAsDouble(),
              a.get("high").getAsDouble(),
              a.get("log").getAsBoolean(),
              a.get("step") == null || a.get("step") instanceof JsonNull
                  ? null
                  : a.get("step").getAsDouble());
      case "UniformDistribution" ->
          FloatDistribution.uniform(a.get("low").getAsDouble(), a.get("high").getAsDouble());
      case "LogUniformDistribution" ->
          FloatDistribution.logUniform(a.get("low").getAsDouble(), a.get("high").getAsDouble());
      case "DiscreteUniformDistribution" ->
          new FloatDistribution(
              a.get("low").getAsDouble(),
              a.get("high").getAsDouble(),
              false,
              a.get("q").getAsDouble());
      case "IntDistribution" ->
          new IntDistribution(
              a.get("low").getAsLong(),
              a.get("high").getAsLong(),
              a.get("log").getAsBoolean(),
              a.get("step").getAsLong());
      case "IntUniformDistribution" ->
          new IntDistribution(
              a.get("low").getAsLong(),
              a.get("high").getAsLong(),
              false,
              a.get("step").getAsLong());
      case "IntLogUniformDistribution" ->
          new IntDistribution(a.get("low").getAsLong(), a.get("high").getAsLong(), true, 1);
      case "CategoricalDistribution" -> {
        List<Object> choices = new ArrayList<>();
        a.getAsJsonArray("choices").forEach(choice -> choices.add(value(choice)));
        yield new CategoricalDistribution(choices);
      }
      default ->
          throw new IllegalArgumentException(
              "a distribution is one of Optuna's, of floats, ints or categories: " + name);
    };
  }

  /** Whether values are on a logarithmic scale. */
  static boolean log(Distribution distribution) {
    return distribution instanceof FloatDistribution real
        ? real.log()
        : distribution instanceof IntDistribution whole && whole.log();
  }

  /** A value as it stands in a setting. */
  static Object value(JsonElement json) {
    if (!json.isJsonPrimitive()) {
      return json.toString();
    } else if (json.getAsJsonPrimitive().isBoolean()) {
      return json.getAsBoolean();
    } else if (json.getAsJsonPrimitive().isNumber()) {
      String number = json.getAsString();
      return number.matches("-?\\d{1,18}") ? (Object) Long.valueOf(number) : Double.valueOf(number);
    }
    return json.getAsString();
  }
}
