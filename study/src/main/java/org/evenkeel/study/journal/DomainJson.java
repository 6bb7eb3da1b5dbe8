// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.jspecify.annotations.Nullable;

/** Domains as Optuna's distributions: JSON in a string within an operation. */
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
      ((CategoricalDomain) domain).choices().forEach(one -> choices.add(Setting.valueJson(one)));
      attributes.add("choices", choices);
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("attributes", attributes);
    return json.toString();
  }

  /**
   * The domain of a distribution, also by its names in Optuna 2.
   *
   * @throws IllegalArgumentException if the distribution is unknown
   */
  static Domain read(String text) {
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    JsonObject a = json.getAsJsonObject("attributes");
    String name = json.get("name").getAsString();
    return switch (name) {
      case "FloatDistribution" ->
          new FloatDomain(low(a), high(a), a.get("log").getAsBoolean(), step(a));
      case "UniformDistribution" -> FloatDomain.uniform(low(a), high(a));
      case "LogUniformDistribution" -> FloatDomain.logUniform(low(a), high(a));
      case "DiscreteUniformDistribution" ->
          new FloatDomain(low(a), high(a), false, a.get("q").getAsDouble());
      case "IntDistribution" -> whole(a, a.get("log").getAsBoolean(), a.get("step").getAsLong());
      case "IntUniformDistribution" -> whole(a, false, a.get("step").getAsLong());
      case "IntLogUniformDistribution" -> whole(a, true, 1);
      case "CategoricalDistribution" -> {
        List<Object> choices = new ArrayList<>();
        a.getAsJsonArray("choices").forEach(choice -> choices.add(Setting.value(choice)));
        yield new CategoricalDomain(choices);
      }
      default -> throw new IllegalArgumentException("unknown distribution: " + name);
    };
  }

  private static double low(JsonObject attributes) {
    return attributes.get("low").getAsDouble();
  }

  private static double high(JsonObject attributes) {
    return attributes.get("high").getAsDouble();
  }

  private static @Nullable Double step(JsonObject attributes) {
    JsonElement step = attributes.get("step");
    return step == null || step.isJsonNull() ? null : (Double) step.getAsDouble();
  }

  private static IntDomain whole(JsonObject attributes, boolean log, long step) {
    return new IntDomain(
        attributes.get("low").getAsLong(), attributes.get("high").getAsLong(), log, step);
  }
}
