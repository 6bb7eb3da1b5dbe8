// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.result.Comparison.StartResult;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.training.StableRate;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons as JSON. A single start that was not trained is its profile, or its parameters if it
 * has no profile; otherwise there is one run for each start and seed, and the first run of a start
 * holds its profile.
 */
final class ComparisonJson {

  private ComparisonJson() {}

  /** One object: a run, or a start that was not trained. */
  private record Row(
      @Nullable String start,
      @Nullable String rule,
      @Nullable Double multiplier,
      @Nullable TrainingRun run,
      @Nullable SignalProfile profile,
      List<PlannedParameter> plan,
      @Nullable StableRate stableRate) {

    /** The start's name; older versions named a single start by its rule. */
    String name() {
      return start != null ? start : Objects.requireNonNullElse(rule, "start");
    }

    StartResult result(List<TrainingRun> runs) {
      boolean alone = profile != null && run == null;
      return new StartResult(
          name(), alone ? null : rule, multiplier, profile, plan, runs, stableRate);
    }
  }

  /** The layout of a run. */
  static Map<Class<?>, RecordLayout> layouts() {
    return Map.of(
        Row.class,
        new RecordLayout().inlineIf("run", "epochs").inlineIf("profile", "layers").omit("plan"),
        StableRate.class,
        new RecordLayout()
            .nullIsInfinite()
            .derive(
                StableRate.class, (rate, json) -> json.addProperty("estimate", rate.estimate())));
  }

  static JsonObject write(Comparison comparison) {
    JsonObject json = new JsonObject();
    ResultJson.addOrigin(json, comparison.origin());
    boolean trained = comparison.starts().stream().anyMatch(start -> !start.runs().isEmpty());
    if (comparison.starts().size() == 1 && !trained) {
      StartResult only = comparison.starts().get(0);
      if (only.profile() == null) {
        json.add("parameters", ResultJson.tree(only.plan()));
      } else {
        Row row =
            new Row(only.name(), null, null, null, only.profile(), only.plan(), only.stableRate());
        ResultJson.tree(row).getAsJsonObject().asMap().forEach(json::add);
      }
      return json;
    }
    if (comparison.targetAccuracy() != null) {
      json.addProperty("targetAccuracy", comparison.targetAccuracy());
    }
    if (comparison.metric() != null) {
      json.addProperty("metric", comparison.metric());
    }
    json.add(
        "runs",
        ResultJson.tree(comparison.starts().stream().flatMap(s -> rows(s).stream()).toList()));
    comparison.ranking().ifPresent(ranking -> json.add("ranking", ranking(ranking)));
    return json;
  }

  private static List<Row> rows(StartResult start) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(1, start.runs().size()); i++) {
      rows.add(
          new Row(
              start.name(),
              start.rule(),
              start.multiplier(),
              start.runs().isEmpty() ? null : start.runs().get(i),
              i == 0 ? start.profile() : null,
              i == 0 ? start.plan() : List.of(),
              i == 0 ? start.stableRate() : null));
    }
    return rows;
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
    Row row = ResultJson.GSON.fromJson(json, Row.class);
    return Comparison.of(ResultJson.origin(json), row.result(List.of()));
  }

  /** Reads the parameters of one start. */
  static Comparison plan(JsonObject json) {
    List<PlannedParameter> plan =
        ResultJson.GSON.fromJson(json.get("parameters"), new TypeToken<>() {});
    return Comparison.of(ResultJson.origin(json), new StartResult("plan", null, plan, List.of()));
  }

  /** Reads runs; the runs of one start follow the one that holds its profile or its plan. */
  static Comparison runs(JsonObject json) {
    List<Row> rows = ResultJson.GSON.fromJson(json.get("runs"), new TypeToken<>() {});
    Map<String, List<Row>> byName = new LinkedHashMap<>();
    List<List<Row>> byStart = new ArrayList<>();
    for (Row row : rows) {
      if (!byName.containsKey(row.name()) || row.profile() != null || !row.plan().isEmpty()) {
        byName.put(row.name(), new ArrayList<>());
        byStart.add(byName.get(row.name()));
      }
      byName.get(row.name()).add(row);
    }
    List<StartResult> starts =
        byStart.stream()
            .map(
                same ->
                    same.get(0)
                        .result(same.stream().map(Row::run).filter(Objects::nonNull).toList()))
            .toList();
    return new Comparison(
        ResultJson.origin(json),
        starts,
        ResultJson.known(json, "targetAccuracy"),
        json.has("metric") ? json.get("metric").getAsString() : null);
  }
}
