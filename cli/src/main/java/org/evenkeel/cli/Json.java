// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import org.evenkeel.djl.TrainingRun;
import org.evenkeel.init.Fans;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/**
 * The JSON documents of the command: absent keys are omitted, a number that cannot be had (NaN,
 * infinite) is null.
 */
final class Json {

  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private Json() {}

  static String text(JsonElement document) {
    return GSON.toJson(document);
  }

  /** A number, or null where it is not finite. */
  static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }

  /** Both fans, as whole numbers where they are; nothing where there are none. */
  static void fans(JsonObject json, Fans fans) {
    if (fans != null) {
      json.addProperty("fanIn", count(fans.in()));
      json.addProperty("fanOut", count(fans.out()));
    }
  }

  private static Number count(double fan) {
    return fan == Math.rint(fan) && fan < 1e15 ? (Number) (long) fan : fan;
  }

  static JsonObject profile(SignalProfile profile) {
    JsonObject json = new JsonObject();
    if (profile.seed() != null) {
      json.addProperty("seed", profile.seed());
    }
    JsonArray layers = new JsonArray();
    boolean measured =
        profile.layers().stream()
            .anyMatch(l -> l.forward().measured() != null || l.gradient().measured() != null);
    profile.layers().forEach(layer -> layers.add(layer(layer, measured)));
    json.add("layers", layers);
    json.add("verdict", verdict(profile.verdict()));
    return json;
  }

  /** One layer; what was measured in vain (it overflows) is null. */
  private static JsonObject layer(LayerSignal layer, boolean measured) {
    JsonObject json = new JsonObject();
    json.addProperty("name", layer.name());
    json.addProperty("kind", layer.kind());
    fans(json, layer.fans());
    if (layer.activation() != null) {
      json.addProperty("activation", layer.activation());
    }
    if (layer.start() != null) {
      json.addProperty("rule", layer.start().rule());
      if (layer.start().distribution() != null) {
        json.addProperty("distribution", layer.start().distribution());
      }
      json.add("multiplier", number(layer.start().multiplier()));
      json.add("variance", number(layer.start().variance()));
    }
    quantity(json, "forward", layer.forward(), measured);
    quantity(json, "mean", layer.mean(), false);
    quantity(json, "gradient", layer.gradient(), measured);
    quantity(json, "correlation", layer.correlation(), measured);
    add(json, "deadShare", layer.deadShare());
    add(json, "saturatedShare", layer.saturatedShare());
    if (layer.outlook() != null) {
      json.add("outlook", outlook(layer.outlook()));
    }
    if (layer.note() != null) {
      json.addProperty("note", layer.note());
    }
    return json;
  }

  static void quantity(JsonObject layer, String key, Quantity quantity, boolean measured) {
    JsonObject json = new JsonObject();
    add(json, "predicted", quantity.predicted());
    add(json, "low", quantity.low());
    add(json, "high", quantity.high());
    add(json, "measured", quantity.measured());
    if (measured && quantity.measured() == null) {
      json.add("measured", JsonNull.INSTANCE);
    }
    if (!json.isEmpty()) {
      layer.add(key, json);
    }
  }

  private static JsonObject outlook(Outlook outlook) {
    JsonObject json = new JsonObject();
    json.add("weightVariance", number(outlook.weightVariance()));
    json.add("biasVariance", number(outlook.biasVariance()));
    add(json, "fixedPoint", outlook.fixedPoint());
    json.addProperty("stability", outlook.stability().name().toLowerCase(Locale.ROOT));
    add(json, "slope", outlook.slope());
    json.add("chi", number(outlook.chi()));
    json.add("correlationDepth", number(outlook.correlationDepth()));
    return json;
  }

  static JsonObject verdict(Verdict verdict) {
    JsonObject json = new JsonObject();
    json.addProperty("state", verdict.state().label());
    json.addProperty("layer", verdict.layer());
    json.addProperty("cause", verdict.cause());
    json.addProperty("remedy", verdict.remedy());
    json.addProperty("trainableDepth", verdict.trainableDepth());
    return json;
  }

  /** What became of one start: how it was started, how it trained, what it carried before. */
  static JsonObject outcome(Experiment.Outcome outcome, long seed) {
    JsonObject json = new JsonObject();
    json.addProperty("start", outcome.start().name());
    json.addProperty("rule", outcome.start().rule());
    outcome.start().start().ifPresent(s -> json.add("multiplier", number(s.multiplier())));
    json.addProperty("seed", seed);
    run(json, outcome.run());
    profile(outcome.profile())
        .entrySet()
        .forEach(entry -> json.add(entry.getKey(), entry.getValue()));
    return json;
  }

  private static void run(JsonObject json, TrainingRun run) {
    json.addProperty("state", run.state().label());
    JsonArray epochs = new JsonArray();
    for (TrainingRun.Epoch epoch : run.epochs()) {
      JsonObject one = new JsonObject();
      one.addProperty("epoch", epoch.epoch());
      one.add("trainLoss", number(epoch.trainLoss()));
      one.add("validationLoss", number(epoch.validationLoss()));
      one.add("validationAccuracy", number(epoch.validationAccuracy()));
      epochs.add(one);
    }
    json.add("epochs", epochs);
    json.addProperty("stepsToTarget", run.stepsToTarget());
  }

  private static void add(JsonObject json, String key, Double value) {
    if (value != null) {
      json.add(key, number(value));
    }
  }
}
