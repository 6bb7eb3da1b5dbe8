// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons as JSON. A single start that was not trained is its profile, or its parameters if it
 * has no profile; otherwise there is one run for each start and seed, and the first run of a start
 * holds its profile.
 */
final class ComparisonJson {

  private static final TypeToken<List<PlannedParameter>> PLAN = new TypeToken<>() {};

  private ComparisonJson() {}

  static JsonObject write(Comparison comparison) {
    JsonObject json = new JsonObject();
    ResultJson.addOrigin(json, comparison.origin());
    boolean trained = comparison.starts().stream().anyMatch(start -> !start.runs().isEmpty());
    if (comparison.starts().size() == 1 && !trained) {
      StartResult only = comparison.starts().get(0);
      if (only.profile() == null) {
        json.add("parameters", ResultJson.tree(only.plan()));
      } else {
        start(json, only);
      }
      return json;
    }
    if (comparison.targetAccuracy() != null) {
      json.addProperty("targetAccuracy", comparison.targetAccuracy());
    }
    JsonArray runs = new JsonArray();
    for (StartResult start : comparison.starts()) {
      List<@Nullable TrainingRun> all = new ArrayList<>(start.runs());
      if (all.isEmpty()) {
        all.add(null);
      }
      for (int i = 0; i < all.size(); i++) {
        JsonObject run = new JsonObject();
        run.addProperty("start", start.name());
        if (start.rule() != null) {
          run.addProperty("rule", start.rule());
        }
        if (start.multiplier() != null) {
          run.add("multiplier", Json.number(start.multiplier()));
        }
        if (all.get(i) != null) {
          addAll(run, ResultJson.tree(all.get(i)));
        }
        if (i == 0) {
          start(run, start);
        }
        runs.add(run);
      }
    }
    json.add("runs", runs);
    Ranking.of(comparison).ifPresent(ranking -> json.add("ranking", ranking(ranking)));
    return json;
  }

  private static void start(JsonObject json, StartResult start) {
    json.addProperty("start", start.name());
    if (start.profile() != null) {
      addAll(json, ResultJson.tree(start.profile()));
    }
    if (!start.plan().isEmpty()) {
      json.add("plan", ResultJson.tree(start.plan()));
    }
  }

  private static void addAll(JsonObject json, JsonElement part) {
    part.getAsJsonObject().entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
  }

  /** The ranking, which follows from the runs and is not read back. */
  private static JsonObject ranking(Ranking ranking) {
    JsonObject json = new JsonObject();
    json.addProperty("answer", ranking.state());
    json.addProperty("reason", ranking.sentence());
    json.add("best", ResultJson.tree(ranking.best()));
    json.add("order", ResultJson.tree(ranking.places().stream().map(Ranking.Place::name).toList()));
    return json;
  }

  /** Reads the profile of one start. */
  static Comparison profile(JsonObject json) {
    return new Comparison(ResultJson.origin(json), List.of(start(json, List.of())), null);
  }

  /** Reads the parameters of one start. */
  static Comparison plan(JsonObject json) {
    StartResult start = new StartResult("plan", null, plan(json.get("parameters")), List.of());
    return new Comparison(ResultJson.origin(json), List.of(start), null);
  }

  private static List<PlannedParameter> plan(@Nullable JsonElement json) {
    return json == null ? List.of() : ResultJson.GSON.fromJson(json, PLAN);
  }

  /** Reads runs; the runs of one start follow the one that holds its profile or its plan. */
  static Comparison runs(JsonObject json) {
    Map<String, List<JsonObject>> byName = new LinkedHashMap<>();
    List<List<JsonObject>> byStart = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("runs")) {
      JsonObject run = element.getAsJsonObject();
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
      List<TrainingRun> runs = new ArrayList<>();
      for (JsonObject run : same) {
        if (run.has("epochs")) {
          runs.add(ResultJson.GSON.fromJson(run, TrainingRun.class));
        }
      }
      starts.add(start(same.get(0), runs));
    }
    Double target = ResultJson.known(json, "targetAccuracy");
    return new Comparison(ResultJson.origin(json), starts, target);
  }

  private static StartResult start(JsonObject json, List<TrainingRun> runs) {
    SignalProfile profile = json.has("layers") ? ResultJson.profile(json) : null;
    return new StartResult(
        name(json),
        json.has("layers") && !json.has("epochs") ? null : ResultJson.text(json, "rule"),
        ResultJson.known(json, "multiplier"),
        profile,
        plan(json.get("plan")),
        runs);
  }

  private static String name(JsonObject json) {
    String name = ResultJson.text(json, "start");
    String rule = ResultJson.text(json, "rule");
    return name != null ? name : rule != null ? rule : "start";
  }
}
