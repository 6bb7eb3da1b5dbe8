// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.evenkeel.result.StudyResult.Finalists;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;

/** What a study found, as JSON. */
public final class StudyJson {

  private static final List<String> NOTES =
      List.of(
          TrialNotes.SEEDS,
          TrialNotes.VALUES,
          TrialNotes.OUTCOME,
          TrialNotes.STEPS,
          TrialNotes.MESSAGE);

  private StudyJson() {}

  static JsonObject write(StudyResult study) {
    JsonObject json = new JsonObject();
    OriginJson.write(json, study.origin());
    Json.add(json, "study", study.name());
    json.addProperty("search", study.space().toString());
    Json.add(json, "ending", study.ending());
    json.add("tally", tally(study.trials()));
    if (study.theory() != null) {
      JsonObject theory = new JsonObject();
      theory.add("low", Json.number(study.theory().low()));
      theory.add("high", Json.number(study.theory().high()));
      theory.add("optimum", Json.number(study.theory().optimum()));
      json.add("theory", theory);
    }
    json.add("trials", Json.array(study.trials(), StudyJson::trial));
    Best.of(study.trials())
        .ifPresent(
            best -> {
              JsonObject one = trial(best.trial());
              Json.add(one, "standardError", best.standardError());
              json.add("best", one);
            });
    if (study.finalists() != null) {
      finalists(json, study.finalists());
    }
    if (study.effect() != null) {
      json.add("effect", effect(study.effect()));
    }
    if (!study.bests().isEmpty()) {
      JsonObject bests = new JsonObject();
      study.bests().forEach((name, best) -> bests.add(name, best(best)));
      json.add("bestValues", bests);
    }
    if (!study.response().isEmpty()) {
      json.add("response", Json.array(study.response(), StudyJson::prediction));
    }
    if (study.second() != null) {
      JsonArray cells = new JsonArray();
      for (List<Surface.Cell> row : study.map()) {
        for (Surface.Cell cell : row) {
          JsonObject one = new JsonObject();
          one.add(StudyResult.MULTIPLIER, Json.number(((Number) cell.x()).doubleValue()));
          one.add(study.second(), Json.number(((Number) cell.y()).doubleValue()));
          one.add("value", Json.number(cell.value()));
          one.addProperty("outcome", cell.outcome());
          cells.add(one);
        }
      }
      json.addProperty("second", study.second());
      json.add("map", cells);
    }
    if (!study.importance().isEmpty()) {
      JsonObject shares = new JsonObject();
      for (Importance one : study.importance()) {
        JsonObject share = new JsonObject();
        share.add("share", Json.number(one.share()));
        interval(share, one.interval());
        shares.add(one.name(), share);
      }
      json.add("importance", shares);
    }
    return json;
  }

  static StudyResult read(JsonObject json) {
    Space space = Space.parse(Json.text(json, "search"));
    List<Trial> trials = Json.list(json, "trials", trial -> trial(trial.getAsJsonObject(), space));
    JsonObject theory = Json.object(json, "theory");
    Map<String, Surface.BestValue> bests = new LinkedHashMap<>();
    Json.object(json, "bestValues")
        .entrySet()
        .forEach(
            one ->
                bests.put(
                    one.getKey(), best(one.getKey(), one.getValue().getAsJsonObject(), space)));
    List<Importance> importance = new ArrayList<>();
    Json.object(json, "importance")
        .entrySet()
        .forEach(
            one -> {
              JsonObject share = one.getValue().getAsJsonObject();
              importance.add(
                  new Importance(one.getKey(), Json.orNaN(share, "share"), interval(share)));
            });
    String second = Json.text(json, "second");
    return new StudyResult(
        OriginJson.read(json),
        Json.text(json, "study"),
        space,
        Json.text(json, "ending"),
        theory.isEmpty()
            ? null
            : new TheoryRange(
                Json.orNaN(theory, "low"),
                Json.orNaN(theory, "high"),
                Json.orNaN(theory, "optimum")),
        trials,
        json.has("winner") ? finalists(json, space) : null,
        json.has("effect") ? effect(json.getAsJsonObject("effect")) : null,
        bests,
        Json.list(json, "response", one -> prediction(one.getAsJsonObject(), space)),
        second,
        second == null ? List.of() : map(json, second),
        importance);
  }

  /** How many trials there are of each kind. */
  public static JsonObject tally(List<Trial> trials) {
    Tally tally = Tally.of(trials);
    JsonObject json = new JsonObject();
    json.addProperty("complete", tally.complete());
    json.addProperty("pruned", tally.pruned());
    json.addProperty("hopeless", tally.infeasible());
    json.addProperty("failed", tally.failed());
    json.addProperty("running", tally.running());
    json.addProperty("steps", tally.steps());
    return json;
  }

  private static JsonObject trial(Trial trial) {
    JsonObject json = new JsonObject();
    json.addProperty("number", trial.number());
    json.addProperty("state", trial.state().name());
    json.add("params", trial.setting().json());
    for (String note : NOTES) {
      if (trial.attributes().containsKey(note)) {
        json.add(note, trial.attributes().get(note));
      }
    }
    Json.add(json, "value", trial.value());
    return json;
  }

  private static Trial trial(JsonObject json, Space space) {
    Setting setting = setting(json, space);
    Map<String, JsonElement> notes = new LinkedHashMap<>();
    for (String note : NOTES) {
      if (json.has(note)) {
        notes.put(note, json.get(note));
      }
    }
    return new Trial(
        json.get("number").getAsInt(),
        TrialState.valueOf(Json.text(json, "state")),
        setting,
        space.domains(setting),
        Json.real(json, "value"),
        new TreeMap<>(),
        notes,
        null,
        null);
  }

  private static Setting setting(JsonObject json, Space space) {
    Setting setting = Setting.empty();
    for (Map.Entry<String, JsonElement> one : Json.object(json, "params").entrySet()) {
      Optional<Hyperparameter> known = space.named(one.getKey());
      if (known.isPresent()) {
        setting =
            setting.with(
                one.getKey(), value(known.get().domain(), one.getValue().getAsJsonPrimitive()));
      }
    }
    return setting;
  }

  private static Object value(Domain domain, JsonPrimitive json) {
    if (domain instanceof CategoricalDomain choices) {
      return choices.choices().stream()
          .filter(choice -> String.valueOf(choice).equals(json.getAsString()))
          .findFirst()
          .orElse(json.getAsString());
    }
    return domain instanceof IntDomain ? (Object) json.getAsLong() : (Object) json.getAsDouble();
  }

  private static void finalists(JsonObject json, Finalists finalists) {
    json.add("optimum", withSignal(finalists.optimum(), finalists.optimumSignal()));
    JsonObject winner = trial(finalists.winner());
    winner.add("arguments", Json.array(finalists.arguments(), JsonPrimitive::new));
    json.add("winner", winner);
    if (finalists.standard() != null) {
      json.add("default", withSignal(finalists.standard(), finalists.standardSignal()));
    }
  }

  private static JsonObject withSignal(Trial trial, SignalProfile signal) {
    JsonObject json = trial(trial);
    if (signal != null) {
      json.add("signal", ProfileJson.write(signal));
    }
    return json;
  }

  private static Finalists finalists(JsonObject json, Space space) {
    JsonObject optimum = json.getAsJsonObject("optimum");
    JsonObject standard = Json.object(json, "default");
    JsonObject winner = json.getAsJsonObject("winner");
    return new Finalists(
        trial(optimum, space),
        standard.isEmpty() ? null : trial(standard, space),
        trial(winner, space),
        Json.list(winner, "arguments", JsonElement::getAsString),
        signal(optimum),
        signal(standard));
  }

  private static SignalProfile signal(JsonObject trial) {
    return trial.has("signal") ? ProfileJson.read(trial.getAsJsonObject("signal")) : null;
  }

  private static JsonObject effect(Effect effect) {
    JsonObject json = new JsonObject();
    json.addProperty("answer", effect.answer().toString());
    json.addProperty("pairs", effect.pairs());
    Json.add(json, "improvement", effect.improvement());
    interval(json, effect.improvementInterval());
    Json.add(json, "difference", effect.difference());
    json.addProperty("diverged", effect.changedDiverged());
    json.addProperty("defaultDiverged", effect.defaultDiverged());
    return json;
  }

  private static Effect effect(JsonObject json) {
    Effect.Answer answer = Effect.Answer.CANNOT_TELL;
    for (Effect.Answer one : Effect.Answer.values()) {
      if (one.toString().equals(Json.text(json, "answer"))) {
        answer = one;
      }
    }
    return new Effect(
        json.get("pairs").getAsInt(),
        Json.real(json, "difference"),
        null,
        Json.real(json, "improvement"),
        interval(json),
        json.get("diverged").getAsInt(),
        json.get("defaultDiverged").getAsInt(),
        Effect.SMALLEST,
        answer);
  }

  private static JsonObject best(Surface.BestValue best) {
    JsonObject json = new JsonObject();
    if (best.value() instanceof Number number) {
      json.addProperty("value", number);
    } else if (best.value() != null) {
      json.addProperty("value", String.valueOf(best.value()));
    }
    Json.add(json, "low", best.low());
    Json.add(json, "high", best.high());
    if (!best.shares().isEmpty()) {
      JsonObject shares = new JsonObject();
      best.shares()
          .forEach((choice, share) -> shares.add(String.valueOf(choice), Json.number(share)));
      json.add("shares", shares);
    }
    return json;
  }

  private static Surface.BestValue best(String name, JsonObject json, Space space) {
    Domain domain = space.named(name).orElseThrow().domain();
    Map<Object, Double> shares = new LinkedHashMap<>();
    Json.object(json, "shares")
        .entrySet()
        .forEach(
            one ->
                shares.put(
                    value(domain, new JsonPrimitive(one.getKey())), one.getValue().getAsDouble()));
    return new Surface.BestValue(
        name,
        json.has("value") ? value(domain, json.getAsJsonPrimitive("value")) : null,
        Json.real(json, "low"),
        Json.real(json, "high"),
        Interval.LEVEL,
        shares,
        1);
  }

  private static JsonElement prediction(Surface.Prediction point) {
    JsonObject json = new JsonObject();
    json.add("params", point.setting().json());
    json.add("value", Json.number(point.value()));
    interval(json, point.interval());
    return json;
  }

  private static Surface.Prediction prediction(JsonObject json, Space space) {
    return new Surface.Prediction(setting(json, space), Json.orNaN(json, "value"), interval(json));
  }

  private static List<List<Surface.Cell>> map(JsonObject json, String second) {
    Map<Double, List<Surface.Cell>> rows = new LinkedHashMap<>();
    for (JsonObject cell : Json.list(json, "map", JsonElement::getAsJsonObject)) {
      double y = Json.orNaN(cell, second);
      rows.computeIfAbsent(y, row -> new ArrayList<>())
          .add(
              new Surface.Cell(
                  Json.orNaN(cell, StudyResult.MULTIPLIER),
                  y,
                  Json.orNaN(cell, "value"),
                  Json.text(cell, "outcome").toLowerCase(Locale.ROOT)));
    }
    return List.copyOf(rows.values());
  }

  private static void interval(JsonObject json, Interval interval) {
    if (interval != null) {
      json.add("low", Json.number(interval.low()));
      json.add("high", Json.number(interval.high()));
    }
  }

  private static Interval interval(JsonObject json) {
    return json.has("low")
        ? new Interval(Json.orNaN(json, "low"), Json.orNaN(json, "high"), Interval.LEVEL)
        : null;
  }
}
