// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.training.TrainingRun;

/**
 * A comparison as JSON: one start without a training is its profile (or, of a plan, its
 * parameters); otherwise there is one run for each start and seed, the first of which has the
 * profile.
 */
final class ComparisonJson {

  private ComparisonJson() {}

  static JsonObject write(Comparison comparison) {
    JsonObject json = new JsonObject();
    OriginJson.write(json, comparison.origin());
    boolean trained = comparison.starts().stream().anyMatch(start -> !start.runs().isEmpty());
    if (comparison.starts().size() == 1 && !trained) {
      StartResult only = comparison.starts().get(0);
      if (only.profile() == null) {
        json.add("parameters", PlanJson.write(only.plan()));
      } else {
        start(json, only);
      }
      return json;
    }
    Json.add(json, "targetAccuracy", comparison.targetAccuracy());
    JsonArray runs = new JsonArray();
    for (StartResult start : comparison.starts()) {
      List<TrainingRun> all = new ArrayList<>(start.runs());
      if (all.isEmpty()) {
        all.add(null);
      }
      boolean first = true;
      for (TrainingRun run : all) {
        JsonObject one = new JsonObject();
        one.addProperty("start", start.name());
        Json.add(one, "rule", start.rule());
        Json.add(one, "multiplier", start.multiplier());
        if (run != null) {
          run(one, run);
        }
        if (first) {
          start(one, start);
        }
        first = false;
        runs.add(one);
      }
    }
    json.add("runs", runs);
    return json;
  }

  private static void start(JsonObject json, StartResult start) {
    json.addProperty("start", start.name());
    if (start.profile() != null) {
      ProfileJson.write(start.profile())
          .entrySet()
          .forEach(entry -> json.add(entry.getKey(), entry.getValue()));
    }
    if (!start.plan().isEmpty()) {
      json.add("plan", PlanJson.write(start.plan()));
    }
  }

  private static void run(JsonObject json, TrainingRun run) {
    json.addProperty("seed", run.seed());
    json.addProperty("state", run.state().label());
    json.add("epochs", Json.array(run.epochs(), ComparisonJson::epoch));
    json.addProperty("stepsToTarget", run.stepsToTarget());
  }

  private static JsonElement epoch(TrainingRun.Epoch epoch) {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", epoch.epoch());
    if (epoch.steps() != null) {
      json.addProperty("steps", epoch.steps());
    }
    json.add("trainLoss", Json.number(epoch.trainLoss()));
    json.add("validationLoss", Json.number(epoch.validationLoss()));
    json.add("validationAccuracy", Json.number(epoch.validationAccuracy()));
    return json;
  }

  /** One start and its profile. */
  static Comparison profile(JsonObject json) {
    return new Comparison(OriginJson.read(json), List.of(start(json, List.of())), null);
  }

  /** A plan alone. */
  static Comparison plan(JsonObject json) {
    StartResult start = new StartResult("plan", null, PlanJson.read(json, "parameters"), List.of());
    return new Comparison(OriginJson.read(json), List.of(start), null);
  }

  /** Runs; those of one start belong together, and its first has the profile. */
  static Comparison runs(JsonObject json) {
    Map<String, List<JsonObject>> byName = new LinkedHashMap<>();
    List<List<JsonObject>> byStart = new ArrayList<>();
    for (JsonObject run : Json.list(json, "runs", JsonElement::getAsJsonObject)) {
      List<JsonObject> same = byName.get(name(run));
      if (same == null || run.has("layers") || run.has("plan")) {
        same = new ArrayList<>();
        byName.put(name(run), same);
        byStart.add(same);
      }
      same.add(run);
    }
    List<StartResult> starts = new ArrayList<>();
    for (List<JsonObject> same : byStart) {
      starts.add(
          start(
              same.get(0),
              same.stream().filter(run -> run.has("epochs")).map(ComparisonJson::run).toList()));
    }
    return new Comparison(OriginJson.read(json), starts, Json.real(json, "targetAccuracy"));
  }

  private static StartResult start(JsonObject json, List<TrainingRun> runs) {
    SignalProfile profile = json.has("layers") ? ProfileJson.read(json) : null;
    return new StartResult(
        name(json),
        json.has("layers") && !json.has("epochs") ? null : Json.text(json, "rule"),
        Json.real(json, "multiplier"),
        profile,
        PlanJson.read(json, "plan"),
        runs);
  }

  private static String name(JsonObject json) {
    String name = Json.text(json, "start");
    String rule = Json.text(json, "rule");
    return name != null ? name : rule != null ? rule : "start";
  }

  private static TrainingRun run(JsonObject json) {
    Long seed = Json.whole(json, "seed");
    return new TrainingRun(
        seed == null ? 0 : seed,
        TrainingRun.State.named(Json.text(json, "state")),
        Json.list(json, "epochs", epoch -> epoch(epoch.getAsJsonObject())),
        Json.whole(json, "stepsToTarget"));
  }

  private static TrainingRun.Epoch epoch(JsonObject json) {
    return new TrainingRun.Epoch(
        json.get("epoch").getAsInt(),
        Json.whole(json, "steps"),
        Json.orNaN(json, "trainLoss"),
        Json.orNaN(json, "validationLoss"),
        Json.orNaN(json, "validationAccuracy"));
  }
}
