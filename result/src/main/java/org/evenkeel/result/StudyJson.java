// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.result.StudyResult.Confirmation;
import org.evenkeel.result.StudyResult.Estimates;
import org.evenkeel.result.StudyResult.Finalists;
import org.evenkeel.result.StudyResult.LossMap;
import org.evenkeel.result.StudyResult.TheoryRange;
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

  private final Space space;
  private final TrialJson trials;
  private final Gson gson;

  private StudyJson(Space space) {
    this.space = space;
    this.trials = new TrialJson(space);
    GsonBuilder builder = ResultJson.builder();
    ResultJson.adapt(
        builder, Setting.class, Setting::json, json -> trials.setting(json.getAsJsonObject()));
    ResultJson.adapt(
        builder,
        Effect.Answer.class,
        answer -> new JsonPrimitive(answer.toString()),
        json -> answer(json.getAsString()));
    this.gson = builder.create();
  }

  /** The layouts of the records that a study consists of. */
  static Map<Class<?>, RecordLayout> layouts() {
    return Map.of(
        Interval.class,
        new RecordLayout().otherwise("level", Interval.LEVEL),
        Importance.class,
        new RecordLayout().inlineUnlessNull("interval", "low", "high", "level"),
        Surface.Prediction.class,
        new RecordLayout()
            .rename("setting", "params")
            .inlineUnlessNull("interval", "low", "high", "level"),
        Effect.class,
        new RecordLayout()
            .rename("changedDiverged", "diverged")
            .inlineUnlessNull("improvementInterval", "low", "high", "level")
            .inlineUnlessNull(
                "differenceInterval", "low=differenceLow", "high=differenceHigh", "level")
            .otherwise("smallest", Effect.SMALLEST),
        Surface.BestValue.class,
        new RecordLayout().otherwise("level", Interval.LEVEL).otherwise("active", 1.0),
        Tally.class,
        new RecordLayout().rename("infeasible", "hopeless"));
  }

  static JsonObject write(StudyResult study) {
    return new StudyJson(study.space()).json(study);
  }

  static StudyResult read(JsonObject json) {
    return new StudyJson(Space.parse(json.get("search").getAsString())).study(json);
  }

  private JsonObject json(StudyResult study) {
    JsonObject json = new JsonObject();
    ResultJson.addOrigin(json, study.origin());
    add(json, "study", study.name());
    json.addProperty("search", space.toString());
    add(json, "ending", study.ending());
    json.add("tally", tally(study.trials()));
    add(json, "theory", study.theory());
    JsonArray list = new JsonArray();
    study.trials().forEach(trial -> list.add(TrialJson.write(trial)));
    json.add("trials", list);
    Best.of(study.trials())
        .ifPresent(
            best -> {
              JsonObject one = TrialJson.write(best.trial());
              add(one, "standardError", best.standardError());
              json.add("best", one);
            });
    study.answer().ifPresent(answer -> finalists(json, study.finalists(), answer));
    if (study.confirmation() != null) {
      JsonObject effect = gson.toJsonTree(study.confirmation().effect()).getAsJsonObject();
      add(effect, "loss", study.confirmation().loss());
      add(effect, "defaultLoss", study.confirmation().defaultLoss());
      json.add("effect", effect);
    }
    estimates(json, study.estimates());
    return json;
  }

  private void add(JsonObject json, String key, @Nullable Object value) {
    if (value != null) {
      json.add(key, gson.toJsonTree(value));
    }
  }

  private StudyResult study(JsonObject json) {
    List<Trial> all = new ArrayList<>();
    json.getAsJsonArray("trials").forEach(trial -> all.add(trials.read(trial.getAsJsonObject())));
    Effect effect = gson.fromJson(json.get("effect"), Effect.class);
    return new StudyResult(
        ResultJson.origin(json),
        ResultJson.text(json, "study"),
        space,
        ResultJson.text(json, "ending"),
        gson.fromJson(json.get("theory"), TheoryRange.class),
        all,
        json.has("winner") ? finalists(json) : null,
        effect == null
            ? null
            : new Confirmation(
                effect,
                ResultJson.known(json.getAsJsonObject("effect"), "loss"),
                ResultJson.known(json.getAsJsonObject("effect"), "defaultLoss")),
        estimates(json));
  }

  /** The number of trials of each kind. */
  static JsonObject tally(List<Trial> trials) {
    Tally tally = Tally.of(trials);
    JsonObject json = ResultJson.tree(tally).getAsJsonObject();
    json.remove("best");
    return json;
  }

  private static Effect.Answer answer(String words) {
    for (Effect.Answer answer : Effect.Answer.values()) {
      if (answer.toString().equals(words)) {
        return answer;
      }
    }
    throw new JsonParseException("\"%s\" is not an answer".formatted(words));
  }

  private static void finalists(JsonObject json, Finalists finalists, StudyAnswer answer) {
    json.add("optimum", withSignal(finalists.optimum(), finalists.optimumSignal()));
    JsonObject winner = TrialJson.write(answer.recommended());
    winner.add("arguments", ResultJson.tree(finalists.arguments()));
    json.add("winner", winner);
    if (finalists.standard() != null) {
      json.add("default", withSignal(finalists.standard(), finalists.standardSignal()));
    }
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

  private Finalists finalists(JsonObject json) {
    JsonObject optimum = json.getAsJsonObject("optimum");
    JsonObject standard = json.getAsJsonObject("default");
    JsonElement arguments = json.getAsJsonObject("winner").get("arguments");
    return new Finalists(
        trials.read(optimum),
        standard == null ? null : trials.read(standard),
        arguments == null ? List.of() : gson.fromJson(arguments, new TypeToken<>() {}),
        signal(optimum),
        standard == null ? null : signal(standard));
  }

  private static @Nullable SignalProfile signal(JsonObject trial) {
    return trial.has("signal") ? ResultJson.profile(trial.getAsJsonObject("signal")) : null;
  }

  private void estimates(JsonObject json, Estimates estimates) {
    if (!estimates.bests().isEmpty()) {
      json.add("bestValues", byName(estimates.bests()));
    }
    if (!estimates.response().isEmpty()) {
      add(json, "response", estimates.response());
    }
    if (estimates.map() != null) {
      JsonArray cells = new JsonArray();
      for (List<Surface.Cell> row : estimates.map().rows()) {
        for (Surface.Cell cell : row) {
          JsonObject one = new JsonObject();
          add(one, StudyResult.MULTIPLIER, ((Number) cell.x()).doubleValue());
          add(one, estimates.map().second(), ((Number) cell.y()).doubleValue());
          add(one, "value", cell.value());
          add(one, "outcome", cell.outcome());
          cells.add(one);
        }
      }
      json.addProperty("second", estimates.map().second());
      json.add("map", cells);
    }
    if (!estimates.importance().isEmpty()) {
      Map<String, Importance> importance = new LinkedHashMap<>();
      estimates.importance().forEach(one -> importance.put(one.name(), one));
      json.add("importance", byName(importance));
    }
  }

  /** Records under their names, which they need not repeat. */
  private JsonObject byName(Map<String, ?> records) {
    JsonObject json = new JsonObject();
    records.forEach(
        (name, one) -> {
          JsonObject tree = gson.toJsonTree(one).getAsJsonObject();
          tree.remove("name");
          if (tree.get("shares") instanceof JsonObject shares && shares.isEmpty()) {
            tree.remove("shares");
          }
          json.add(name, tree);
        });
    return json;
  }

  private Estimates estimates(JsonObject json) {
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>();
    object(json, "bestValues")
        .entrySet()
        .forEach(
            one -> bests.put(one.getKey(), best(one.getKey(), one.getValue().getAsJsonObject())));
    List<Surface.Prediction> response =
        json.has("response")
            ? gson.fromJson(json.get("response"), new TypeToken<>() {})
            : List.of();
    List<Importance> importance = new ArrayList<>();
    object(json, "importance")
        .entrySet()
        .forEach(one -> importance.add(named(one.getKey(), one.getValue(), Importance.class)));
    String second = ResultJson.text(json, "second");
    return new Estimates(bests, response, second == null ? null : map(json, second), importance);
  }

  private static JsonObject object(JsonObject json, String key) {
    return json.has(key) ? json.getAsJsonObject(key) : new JsonObject();
  }

  private <T> T named(String name, JsonElement json, Class<T> type) {
    JsonObject named = json.getAsJsonObject().deepCopy();
    named.addProperty("name", name);
    return gson.fromJson(named, type);
  }

  /** A best value, whose type is that of its hyperparameter's values. */
  private Surface.BestValue best(String name, JsonObject json) {
    Map<Object, Double> shares = new LinkedHashMap<>();
    object(json, "shares")
        .entrySet()
        .forEach(
            one ->
                shares.put(
                    trials.value(name, new JsonPrimitive(one.getKey())),
                    one.getValue().getAsDouble()));
    Surface.BestValue read = named(name, json, Surface.BestValue.class);
    return new Surface.BestValue(
        name,
        json.get("value") == null || json.get("value") instanceof JsonNull
            ? null
            : trials.value(name, json.get("value")),
        read.low(),
        read.high(),
        read.level(),
        shares,
        read.active());
  }

  private static LossMap map(JsonObject json, String second) {
    Map<Double, List<Surface.Cell>> rows = new LinkedHashMap<>();
    for (JsonElement element : json.getAsJsonArray("map")) {
      JsonObject cell = element.getAsJsonObject();
      double y = cell.get(second).getAsDouble();
      rows.computeIfAbsent(y, row -> new ArrayList<>())
          .add(
              new Surface.Cell(
                  cell.get(StudyResult.MULTIPLIER).getAsDouble(),
                  y,
                  ResultJson.real(cell.get("value"), Double.NaN),
                  cell.get("outcome").getAsString()));
    }
    return new LossMap(second, List.copyOf(rows.values()));
  }
}
