// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;

/** The plan of a network's parameters as JSON. */
public final class PlanJson {

  private PlanJson() {}

  /** The parameters of a plan. */
  public static JsonArray write(List<PlannedParameter> plan) {
    return Json.array(plan, PlanJson::parameter);
  }

  static List<PlannedParameter> read(JsonObject json, String key) {
    return Json.list(json, key, one -> parameter(one.getAsJsonObject()));
  }

  private static JsonElement parameter(PlannedParameter parameter) {
    JsonObject json = new JsonObject();
    json.addProperty("name", parameter.name());
    Json.add(json, "part", parameter.part());
    json.addProperty("kind", parameter.kind());
    json.add("dimensions", Json.array(parameter.dimensions(), JsonPrimitive::new));
    ProfileJson.fans(json, parameter.fans());
    json.addProperty("rule", parameter.rule());
    json.add("multiplier", Json.number(parameter.multiplier()));
    Json.add(json, "distribution", parameter.distribution());
    Json.add(json, "gain", parameter.gain());
    json.add("variance", Json.number(parameter.variance()));
    json.add("std", Json.number(Math.sqrt(parameter.variance())));
    json.add(
        "bound", parameter.bound() == null ? JsonNull.INSTANCE : Json.number(parameter.bound()));
    json.addProperty("why", parameter.why());
    json.add("entries", Json.array(parameter.entries(), JsonPrimitive::new));
    return json;
  }

  private static PlannedParameter parameter(JsonObject json) {
    double bound = Json.orNaN(json, "bound");
    return new PlannedParameter(
        Json.text(json, "name"),
        Json.text(json, "part"),
        Json.text(json, "kind"),
        Json.list(json, "dimensions", JsonElement::getAsLong),
        ProfileJson.fans(json),
        Json.text(json, "rule"),
        Json.orNaN(json, "multiplier"),
        Json.text(json, "distribution"),
        Json.real(json, "gain"),
        Json.orNaN(json, "variance"),
        Double.isNaN(bound) ? null : (Double) bound,
        Json.text(json, "why"),
        Json.list(json, "entries", JsonElement::getAsInt));
  }
}
