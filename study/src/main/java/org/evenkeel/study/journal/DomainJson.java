// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
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
      attributes.add("choices", new Gson().toJsonTree(((CategoricalDomain) domain).choices()));
    }
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.add("attributes", attributes);
    return json.toString();
  }

  /**
   * The domain of a distribution, also by its names in Optuna 2.
   *
   * @throws IllegalArgumentException if the distribution is unknown, or its bounds are invalid
   */
  static Domain read(String text) {
    JsonObject json = Fields.json(text, JsonObject.class);
    JsonObject a = Fields.field(json, "attributes", JsonObject.class);
    String name = Fields.field(json, "name", String.class);
    return switch (name) {
      case "FloatDistribution" -> real(a, flag(a), Fields.optional(a, "step", Double.class));
      case "UniformDistribution" -> real(a, false, null);
      case "LogUniformDistribution" -> real(a, true, null);
      case "DiscreteUniformDistribution" -> real(a, false, Fields.field(a, "q", Double.class));
      case "IntDistribution" -> whole(a, flag(a), Fields.field(a, "step", Long.class));
      case "IntUniformDistribution" -> whole(a, false, Fields.field(a, "step", Long.class));
      case "IntLogUniformDistribution" -> whole(a, true, 1);
      case "CategoricalDistribution" -> {
        JsonElement[] choices = Fields.field(a, "choices", JsonElement[].class);
        yield new CategoricalDomain(Arrays.stream(choices).map(Setting::value).toList());
      }
      default -> throw new IllegalArgumentException("unknown distribution: " + name);
    };
  }

  private static boolean flag(JsonObject attributes) {
    return Fields.field(attributes, "log", Boolean.class);
  }

  private static Domain real(JsonObject attributes, boolean log, @Nullable Double step) {
    double low = Fields.field(attributes, "low", Double.class);
    return new FloatDomain(low, Fields.field(attributes, "high", Double.class), log, step);
  }

  private static Domain whole(JsonObject attributes, boolean log, long step) {
    long low = Fields.field(attributes, "low", Long.class);
    return new IntDomain(low, Fields.field(attributes, "high", Long.class), log, step);
  }
}
