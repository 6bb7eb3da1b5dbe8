// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.evenkeel.study.result.Effect;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Interval;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.trial.Notes;
import org.evenkeel.study.trial.Trial;

/** What a study found, as JSON. */
final class TuneJson {

  private TuneJson() {}

  static JsonObject document(TuneResult result, Path file) {
    JsonObject json = new JsonObject();
    if (file != null) {
      json.addProperty("study", file.toString());
    }
    json.addProperty("search", result.tuning().plan().search());
    json.addProperty("ending", result.ending().name().toLowerCase(Locale.ROOT));
    json.add("tally", tally(result.trials()));
    result
        .tuning()
        .forecast()
        .ifPresent(
            theory -> {
              JsonObject forecast = new JsonObject();
              forecast.add("low", Json.number(theory.low()));
              forecast.add("high", Json.number(theory.high()));
              forecast.add("optimum", Json.number(theory.optimum()));
              json.add("theory", forecast);
            });
    JsonArray trials = new JsonArray();
    result.trials().forEach(trial -> trials.add(trial(trial)));
    json.add("trials", trials);
    result
        .best()
        .ifPresent(
            best -> {
              JsonObject one = trial(best.trial());
              if (best.standardError() != null) {
                one.add("standardError", Json.number(best.standardError()));
              }
              json.add("best", one);
            });
    result
        .finalists()
        .ifPresent(
            finalists -> {
              json.add("optimum", trial(finalists.winner()));
              JsonObject winner = trial(result.winner().orElseThrow());
              JsonArray arguments = new JsonArray();
              result.winnerArguments().forEach(arguments::add);
              winner.add("arguments", arguments);
              json.add("winner", winner);
              finalists.standard().ifPresent(trial -> json.add("default", trial(trial)));
            });
    result.effect().ifPresent(effect -> json.add("effect", effect(effect)));
    result.surface().ifPresent(surface -> surface(json, result, surface));
    if (!result.importance().isEmpty()) {
      JsonObject shares = new JsonObject();
      for (Importance one : result.importance()) {
        JsonObject share = new JsonObject();
        share.add("share", Json.number(one.share()));
        interval(share, one.interval());
        shares.add(one.name(), share);
      }
      json.add("importance", shares);
    }
    return json;
  }

  static JsonObject tally(List<Trial> trials) {
    Tally tally = Tally.of(trials);
    JsonObject json = new JsonObject();
    json.addProperty("complete", tally.complete());
    json.addProperty("pruned", tally.pruned());
    json.addProperty("hopeless", tally.hopeless());
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
    for (String note :
        List.of(Notes.SEEDS, Notes.VALUES, Notes.OUTCOME, Notes.STEPS, Notes.MESSAGE)) {
      if (trial.attributes().containsKey(note)) {
        json.add(note, trial.attributes().get(note));
      }
    }
    if (trial.value() != null) {
      json.add("value", Json.number(trial.value()));
    }
    return json;
  }

  private static JsonObject effect(Effect effect) {
    JsonObject json = new JsonObject();
    json.addProperty("answer", effect.answer().toString());
    json.addProperty("pairs", effect.pairs());
    number(json, "improvement", effect.improvement());
    interval(json, effect.improvementInterval());
    number(json, "difference", effect.difference());
    json.addProperty("diverged", effect.changedDiverged());
    json.addProperty("defaultDiverged", effect.defaultDiverged());
    return json;
  }

  private static void surface(JsonObject json, TuneResult result, Surface surface) {
    JsonObject bests = new JsonObject();
    for (Hyperparameter one : result.tuning().space().hyperparameters()) {
      Surface.BestValue best = surface.best(one.name());
      JsonObject value = new JsonObject();
      if (best.value() instanceof Number number) {
        value.addProperty("value", number);
      } else if (best.value() != null) {
        value.addProperty("value", String.valueOf(best.value()));
      }
      number(value, "low", best.low());
      number(value, "high", best.high());
      if (!best.shares().isEmpty()) {
        JsonObject shares = new JsonObject();
        best.shares()
            .forEach((choice, share) -> shares.add(String.valueOf(choice), Json.number(share)));
        value.add("shares", shares);
      }
      bests.add(one.name(), value);
    }
    json.add("bestValues", bests);
    if (result.tuning().space().named(Tuning.MULTIPLIER).isEmpty()) {
      return;
    }
    JsonArray curve = new JsonArray();
    for (Surface.Prediction point :
        surface.response(Tuning.MULTIPLIER, Map.of(), TuneReport.CURVE)) {
      JsonObject one = new JsonObject();
      one.add("params", point.setting().json());
      one.add("value", Json.number(point.value()));
      interval(one, point.interval());
      curve.add(one);
    }
    json.add("response", curve);
    TuneReport.second(result)
        .ifPresent(
            other -> {
              JsonArray cells = new JsonArray();
              for (List<Surface.Cell> row :
                  surface.map(Tuning.MULTIPLIER, other, TuneReport.CURVE)) {
                for (Surface.Cell cell : row) {
                  JsonObject one = new JsonObject();
                  one.add(Tuning.MULTIPLIER, Json.number(((Number) cell.x()).doubleValue()));
                  one.add(other, Json.number(((Number) cell.y()).doubleValue()));
                  one.add("value", Json.number(cell.value()));
                  one.addProperty("outcome", cell.outcome());
                  cells.add(one);
                }
              }
              json.add("map", cells);
            });
  }

  private static void number(JsonObject json, String name, Double value) {
    if (value != null) {
      json.add(name, Json.number(value));
    }
  }

  private static void interval(JsonObject json, Interval interval) {
    if (interval != null) {
      json.add("low", Json.number(interval.low()));
      json.add("high", Json.number(interval.high()));
    }
  }
}
