// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.StudyResult.Confirmation;
import org.evenkeel.result.StudyResult.Estimates;
import org.evenkeel.result.StudyResult.Finalists;
import org.evenkeel.result.StudyResult.LossMap;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/** Studies as JSON. */
final class StudyJson {

  private final TrialJson trials;
  private final Gson gson;

  private StudyJson(Space space) {
    this.trials = new TrialJson(space);
    GsonBuilder builder = ResultJson.builder();
    ResultJson.adapt(builder, Space.class, one -> new JsonPrimitive(one.toString()), json -> space);
    ResultJson.adapt(
        builder, Setting.class, Setting::json, json -> trials.setting(json.getAsJsonObject()));
    ResultJson.adapt(
        builder, Trial.class, TrialJson::write, json -> trials.read(json.getAsJsonObject()));
    ResultJson.adapt(
        builder,
        Effect.Answer.class,
        answer -> new JsonPrimitive(answer.toString()),
        json -> answer(json.getAsString()));
    ResultJson.adapt(
        builder, LossMap.class, StudyJson::map, json -> map(json.getAsJsonObject(), trials));
    this.gson = builder.create();
  }

  /** The layouts of the records that a study consists of. */
  static Map<Class<?>, RecordLayout> layouts() {
    Map<Class<?>, RecordLayout> layouts = new LinkedHashMap<>();
    layouts.put(
        StudyResult.class,
        new RecordLayout()
            .rename("name", "study")
            .rename("space", "search")
            .rename("confirmation", "effect")
            .omit("origin")
            .inline("estimates")
            .derive(StudyResult.class, StudyJson::addAnswer));
    layouts.put(Confirmation.class, new RecordLayout().inline("effect"));
    layouts.put(
        Estimates.class,
        new RecordLayout()
            .rename("bests", "bestValues")
            .byName("bests")
            .byName("importance")
            .byName("interactions")
            .inlineIf("map", "map")
            .omit("bests", "response", "importance", "interactions"));
    layouts.put(Interval.class, new RecordLayout().otherwise("level", Interval.LEVEL));
    layouts.put(Importance.class, new RecordLayout().inlineIf("interval", "low"));
    layouts.put(
        Surface.Prediction.class,
        new RecordLayout().rename("setting", "params").inlineIf("interval", "low"));
    layouts.put(
        Effect.class,
        new RecordLayout()
            .rename("changedDiverged", "diverged")
            .inlineIf("improvementInterval", "low")
            .inlineIf(
                "differenceInterval", "differenceLow", "low=differenceLow", "high=differenceHigh")
            .otherwise("smallest", Effect.SMALLEST));
    layouts.put(
        Surface.BestValue.class,
        new RecordLayout()
            .omit("shares")
            .otherwise("level", Interval.LEVEL)
            .otherwise("active", 1.0));
    layouts.put(Tally.class, new RecordLayout().rename("infeasible", "hopeless"));
    return layouts;
  }

  static JsonObject write(StudyResult study) {
    return new StudyJson(study.space()).gson.toJsonTree(study).getAsJsonObject();
  }

  static StudyResult read(JsonObject json) {
    return new StudyJson(Space.parse(json.get("search").getAsString())).study(json);
  }

  /** The number of trials of each kind. */
  static JsonObject tally(List<Trial> trials) {
    JsonObject json = ResultJson.tree(Tally.of(trials)).getAsJsonObject();
    json.remove("best");
    return json;
  }

  /**
   * What follows from a study, and its finalists, which are trials beside what was found of them.
   */
  private static void addAnswer(StudyResult study, JsonObject json) {
    json.remove("finalists");
    if (study.maximized() != null) {
      // Values are losses, as ever; beside them stands the metric itself.
      for (int i = 0; i < study.trials().size(); i++) {
        Double loss = study.trials().get(i).value();
        if (loss != null) {
          json.getAsJsonArray("trials")
              .get(i)
              .getAsJsonObject()
              .add("metric", Json.number(study.value(loss)));
        }
      }
    }
    json.add("tally", tally(study.trials()));
    // The winner is the best; before there is one, the lowest of the trials is.
    Best.of(study.recommended().map(List::of).orElse(study.trials()))
        .ifPresent(
            best -> {
              JsonObject one = TrialJson.write(best.trial());
              if (best.standardError() != null) {
                one.add("standardError", ResultJson.tree(best.standardError()));
              }
              json.add("best", one);
            });
    for (String name : study.estimates().bests().keySet()) {
      if (study.isUnknown(name)) {
        json.getAsJsonObject("bestValues").getAsJsonObject(name).addProperty("unknown", true);
      }
    }
    if (!study.estimates().importance().isEmpty()) {
      json.addProperty("unexplained", study.estimates().unexplained());
    }
    StudyAnswer answer = study.answer().orElse(null);
    if (answer == null) {
      return;
    }
    Finalists finalists = study.finalists();
    json.add("optimum", withSignal(finalists.optimum(), finalists.optimumSignal()));
    if (finalists.standard() != null) {
      json.add("default", withSignal(finalists.standard(), finalists.standardSignal()));
    }
    JsonObject winner = TrialJson.write(answer.recommended());
    winner.add("arguments", ResultJson.tree(finalists.arguments()));
    json.add("winner", winner);
    JsonObject said = new JsonObject();
    said.addProperty("answer", answer.kind().toString());
    said.addProperty("reason", answer.sentence());
    said.addProperty("trial", answer.recommended().number());
    json.add("answer", said);
  }

  private static JsonObject withSignal(Trial trial, @Nullable SignalProfile signal) {
    JsonObject json = TrialJson.write(trial);
    if (signal != null) {
      json.add("signal", ResultJson.tree(signal));
    }
    return json;
  }

  private StudyResult study(JsonObject json) {
    StudyResult read = gson.fromJson(json, StudyResult.class);
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>(read.estimates().bests());
    bests.replaceAll((name, best) -> typed(best));
    return new StudyResult(
        read.origin(),
        read.name(),
        read.space(),
        read.ending(),
        read.theory(),
        read.trials(),
        json.has("winner") ? finalists(json) : null,
        read.confirmation(),
        new Estimates(
            bests,
            read.estimates().response(),
            read.estimates().map(),
            read.estimates().importance(),
            read.estimates().interactions()),
        read.measure(),
        read.test(),
        read.missing(),
        read.maximized());
  }

  private Finalists finalists(JsonObject json) {
    JsonObject optimum = json.getAsJsonObject("optimum");
    JsonObject standard = json.getAsJsonObject("default");
    JsonElement arguments = json.getAsJsonObject("winner").get("arguments");
    return new Finalists(
        trials.read(optimum),
        standard == null ? null : trials.read(standard),
        arguments == null ? List.of() : gson.fromJson(arguments, new TypeToken<>() {}),
        gson.fromJson(optimum.get("signal"), SignalProfile.class),
        standard == null ? null : gson.fromJson(standard.get("signal"), SignalProfile.class));
  }

  /** A best value whose values have the type of its hyperparameter. */
  private Surface.BestValue typed(Surface.BestValue best) {
    Map<Object, Double> shares = new LinkedHashMap<>();
    best.shares().forEach((choice, share) -> shares.put(typed(best.name(), choice), share));
    return new Surface.BestValue(
        best.name(),
        best.value() == null ? null : typed(best.name(), best.value()),
        best.low(),
        best.high(),
        best.level(),
        shares,
        best.active());
  }

  private Object typed(String name, Object value) {
    return trials.value(name, gson.toJsonTree(value));
  }

  private static Effect.Answer answer(String words) {
    return Arrays.stream(Effect.Answer.values())
        .filter(answer -> answer.toString().equals(words))
        .findFirst()
        .orElseThrow(() -> new JsonParseException("\"%s\" is not an answer".formatted(words)));
  }

  private static JsonObject map(LossMap map) {
    JsonArray cells = new JsonArray();
    for (List<Surface.Cell> row : map.rows()) {
      for (Surface.Cell cell : row) {
        JsonObject one = new JsonObject();
        one.addProperty(StudyResult.MULTIPLIER, ((Number) cell.x()).doubleValue());
        one.addProperty(map.second(), ((Number) cell.y()).doubleValue());
        one.add("value", Json.number(cell.value()));
        one.addProperty("outcome", cell.outcome());
        cells.add(one);
      }
    }
    JsonObject json = new JsonObject();
    json.addProperty("second", map.second());
    if (!map.held().isEmpty()) {
      json.add("mapAt", ResultJson.tree(map.held()));
    }
    json.add("map", cells);
    return json;
  }

  private static LossMap map(JsonObject json, TrialJson trials) {
    String second = json.get("second").getAsString();
    Map<Double, List<Surface.Cell>> rows = new LinkedHashMap<>();
    for (JsonElement element : json.getAsJsonArray("map")) {
      JsonObject cell = element.getAsJsonObject();
      double y = cell.get(second).getAsDouble();
      rows.computeIfAbsent(y, row -> new ArrayList<>())
          .add(
              new Surface.Cell(
                  cell.get(StudyResult.MULTIPLIER).getAsDouble(),
                  y,
                  cell.get("value").isJsonNull() ? Double.NaN : cell.get("value").getAsDouble(),
                  cell.get("outcome").getAsString()));
    }
    Map<String, Object> held = new LinkedHashMap<>();
    if (json.has("mapAt")) {
      held.putAll(trials.setting(json.getAsJsonObject("mapAt")).values());
    }
    return new LossMap(second, List.copyOf(rows.values()), held);
  }
}
