// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;

/** Trials as JSON. Values of hyperparameters are read by their domains in the search space. */
record TrialJson(Space space) {

  private static final List<String> NOTES =
      List.of(
          TrialNotes.SEEDS,
          TrialNotes.VALUES,
          TrialNotes.OUTCOME,
          TrialNotes.STEPS,
          TrialNotes.MESSAGE);

  /** A trial; a number that is not finite is null. */
  static JsonObject write(Trial trial) {
    JsonObject json = new JsonObject();
    json.addProperty("number", trial.number());
    json.addProperty("state", trial.state().name());
    json.add("params", trial.setting().json());
    for (String note : NOTES) {
      if (trial.attributes().containsKey(note)) {
        json.add(note, trial.attributes().get(note));
      }
    }
    if (!trial.intermediate().isEmpty()) {
      json.add("intermediate", ResultJson.tree(trial.intermediate()));
    }
    if (trial.value() != null) {
      json.add("value", Json.number(trial.value()));
    }
    return json;
  }

  /** A trial; a value or an intermediate value that is null is infinite, as of a diverged run. */
  Trial read(JsonObject json) {
    Setting setting = setting(json.getAsJsonObject("params"));
    Map<String, JsonElement> notes = new LinkedHashMap<>(json.asMap());
    notes.keySet().retainAll(NOTES);
    TreeMap<Integer, Double> intermediate = new TreeMap<>();
    if (json.has("intermediate")) {
      intermediate.putAll(
          ResultJson.GSON.fromJson(
              json.get("intermediate"), new TypeToken<Map<Integer, Double>>() {}));
      intermediate.replaceAll((step, value) -> value == null ? Double.POSITIVE_INFINITY : value);
    }
    return new Trial(
        json.get("number").getAsInt(),
        TrialState.valueOf(json.get("state").getAsString()),
        setting,
        space.domains(setting),
        ResultJson.known(json, "value"),
        intermediate,
        notes,
        null,
        null);
  }

  Setting setting(JsonObject json) {
    Setting setting = Setting.empty();
    for (Map.Entry<String, JsonElement> one : json.entrySet()) {
      if (space.named(one.getKey()).isPresent()) {
        setting = setting.with(one.getKey(), value(one.getKey(), one.getValue()));
      }
    }
    return setting;
  }

  /** The value of a hyperparameter. */
  Object value(String name, JsonElement json) {
    Domain domain = space.named(name).map(Hyperparameter::domain).orElseThrow();
    if (domain instanceof CategoricalDomain choices) {
      return choices.choices().stream()
          .filter(choice -> String.valueOf(choice).equals(json.getAsString()))
          .findFirst()
          .orElse(json.getAsString());
    }
    return domain instanceof IntDomain ? (Object) json.getAsLong() : (Object) json.getAsDouble();
  }
}
