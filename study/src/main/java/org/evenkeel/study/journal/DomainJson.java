// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.IntDomain;

/** Distributions in Optuna's JSON, a text of its own within an operation. */
final class DomainJson {

  private DomainJson() {}

  static String text(Domain domain) {
    JsonObject attributes = new JsonObject();
    String name;
    if (domain instanceof FloatDomain real) {
      name = "FloatDistribution";
      attributes.addProperty("step", real.step());
      attributes.addProperty("low", real.low());
      attributes.addProperty("high", real.high());
      attributes.addProperty("log", real.log());
    } else if (domain instanceof IntDomain whole) {
      name = "IntDistribution";
      attributes.addProperty("log", whole.log());
      attributes.addProperty("step", whole.step());
      attributes.addProperty("low", whole.low());
      attributes.addProperty("high", whole.high());
    } else {
      name = "CategoricalDistribution";
      JsonArray choices = new JsonArray();
      for (Object choice : ((CategoricalDomain) domain).choices()) {
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
  static Domain read(String text) {
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    JsonObject a = json.getAsJsonObject("attributes");
    String name = json.get("name").getAsString();
    return switch (name) {
      case "FloatDistribution" ->
          new FloatDomain(
              a.get("low").getAsDouble(),
              a.get("high").getAsDouble(),
              a.get("log").getAsBoolean(),
              a.get("step") == null || a.get("step") instanceof JsonNull
                  ? null
                  : a.get("step").getAsDouble());
      case "UniformDistribution" ->
          FloatDomain.uniform(a.get("low").getAsDouble(), a.get("high").getAsDouble());
      case "LogUniformDistribution" ->
          FloatDomain.logUniform(a.get("low").getAsDouble(), a.get("high").getAsDouble());
      case "DiscreteUniformDistribution" ->
          new FloatDomain(
              a.get("low").getAsDouble(),
              a.get("high").getAsDouble(),
              false,
              a.get("q").getAsDouble());
      case "IntDistribution" ->
          new IntDomain(
              a.get("low").getAsLong(),
              a.get("high").getAsLong(),
              a.get("log").getAsBoolean(),
              a.get("step").getAsLong());
      case "IntUniformDistribution" ->
          new IntDomain(
              a.get("low").getAsLong(),
              a.get("high").getAsLong(),
              false,
              a.get("step").getAsLong());
      case "IntLogUniformDistribution" ->
          new IntDomain(a.get("low").getAsLong(), a.get("high").getAsLong(), true, 1);
      case "CategoricalDistribution" -> {
        List<Object> choices = new ArrayList<>();
        a.getAsJsonArray("choices").forEach(choice -> choices.add(value(choice)));
        yield new CategoricalDomain(choices);
      }
      default ->
          throw new IllegalArgumentException(
              "a distribution is one of Optuna's, of floats, ints or categories: " + name);
    };
  }

  /** Whether values are on a logarithmic scale. */
  static boolean log(Domain domain) {
    return domain instanceof FloatDomain real
        ? real.log()
        : domain instanceof IntDomain whole && whole.log();
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
