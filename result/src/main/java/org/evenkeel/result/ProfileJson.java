// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.util.List;
import java.util.Locale;
import org.evenkeel.init.Fans;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict;

/** A profile as JSON. */
public final class ProfileJson {

  private static final TypeToken<List<Change>> CHANGES = new TypeToken<>() {};

  private ProfileJson() {}

  /** A profile as a document, or as a part of one. */
  public static JsonObject write(SignalProfile profile) {
    JsonObject json = new JsonObject();
    if (profile.seed() != null) {
      json.addProperty("seed", profile.seed());
    }
    InputSignal input = profile.input();
    JsonObject entering = new JsonObject();
    known(entering, "secondMoment", input.secondMoment());
    known(entering, "mean", input.mean());
    known(entering, "correlation", input.correlation());
    known(entering, "spread", input.spread());
    known(entering, "norms", input.norms());
    json.add("input", entering);
    boolean measured =
        profile.layers().stream()
            .anyMatch(l -> l.forward().measured() != null || l.gradient().measured() != null);
    json.add("layers", Json.array(profile.layers(), layer -> layer(layer, measured)));
    json.add("verdict", verdict(profile.verdict()));
    return json;
  }

  private static void known(JsonObject json, String key, double value) {
    if (!Double.isNaN(value)) {
      json.add(key, Json.number(value));
    }
  }

  /**
   * Reads one.
   *
   * @throws RuntimeException if it is something else
   */
  public static SignalProfile read(JsonObject json) {
    JsonObject entering = Json.object(json, "input");
    InputSignal input =
        json.has("input")
            ? new InputSignal(
                Json.orNaN(entering, "secondMoment"),
                Json.orNaN(entering, "mean"),
                Json.orNaN(entering, "correlation"),
                Json.orNaN(entering, "spread"),
                Json.orNaN(entering, "norms"))
            : InputSignal.STANDARDIZED;
    return new SignalProfile(
        Json.whole(json, "seed"),
        input,
        Json.list(json, "layers", layer -> layer(layer.getAsJsonObject())),
        verdict(json.getAsJsonObject("verdict")));
  }

  /** One layer; what was measured in vain (it overflows) is null. */
  private static JsonObject layer(LayerSignal layer, boolean measured) {
    JsonObject json = new JsonObject();
    json.addProperty("name", layer.name());
    json.addProperty("kind", layer.kind());
    fans(json, layer.fans());
    Json.add(json, "activation", layer.activation());
    if (layer.start() != null) {
      json.addProperty("rule", layer.start().rule());
      Json.add(json, "distribution", layer.start().distribution());
      json.add("multiplier", Json.number(layer.start().multiplier()));
      json.add("variance", Json.number(layer.start().variance()));
    }
    if (layer.untouched()) {
      json.addProperty("untouched", true);
    }
    quantity(json, "forward", layer.forward(), measured);
    quantity(json, "mean", layer.mean());
    quantity(json, "gradient", layer.gradient(), measured);
    quantity(json, "correlation", layer.correlation(), measured);
    Json.add(json, "deadShare", layer.deadShare());
    Json.add(json, "saturatedShare", layer.saturatedShare());
    if (layer.copies()) {
      json.addProperty("copies", true);
    }
    if (layer.outlook() != null) {
      json.add("outlook", outlook(layer.outlook()));
    }
    Json.add(json, "note", layer.note());
    HistogramJson.write(json, layer.histograms());
    return json;
  }

  private static LayerSignal layer(JsonObject json) {
    return LayerSignal.of(
            Json.text(json, "name"),
            Json.text(json, "kind"),
            fans(json),
            Json.text(json, "activation"))
        .withStart(
            json.has("rule")
                ? new LayerSignal.LayerStart(
                    Json.text(json, "rule"),
                    Json.text(json, "distribution"),
                    Json.orNaN(json, "multiplier"),
                    Json.orNaN(json, "variance"))
                : null)
        .withUntouched(json.has("untouched"))
        .withMoments(
            quantity(json, "forward"),
            quantity(json, "mean"),
            quantity(json, "gradient"),
            quantity(json, "correlation"))
        .withUnits(
            Json.real(json, "deadShare"), Json.real(json, "saturatedShare"), json.has("copies"))
        .withOutlook(json.has("outlook") ? outlook(json.getAsJsonObject("outlook")) : null)
        .withNote(Json.text(json, "note"))
        .withHistograms(HistogramJson.read(json));
  }

  /** Both fans, as whole numbers where they are; nothing where there are none. */
  static void fans(JsonObject json, Fans fans) {
    if (fans != null) {
      json.addProperty("fanIn", count(fans.in()));
      json.addProperty("fanOut", count(fans.out()));
    }
  }

  static Fans fans(JsonObject json) {
    return Json.present(json, "fanIn")
        ? new Fans(Json.orNaN(json, "fanIn"), Json.orNaN(json, "fanOut"))
        : null;
  }

  private static Number count(double fan) {
    return fan == Math.rint(fan) && fan < 1e15 ? (Number) (long) fan : fan;
  }

  /** Adds a quantity of a layer or a network, as far as anything is known of it. */
  public static void quantity(JsonObject json, String key, Quantity quantity) {
    quantity(json, key, quantity, false);
  }

  /**
   * A quantity. Where null does not tell what overflows from what could not be measured, {@code
   * infinite} does.
   */
  private static void quantity(JsonObject layer, String key, Quantity quantity, boolean measured) {
    JsonObject json = new JsonObject();
    Json.add(json, "predicted", quantity.predicted());
    Json.add(json, "low", quantity.low());
    Json.add(json, "high", quantity.high());
    Json.add(json, "measured", quantity.measured());
    if (measured && quantity.measured() == null) {
      json.add("measured", JsonNull.INSTANCE);
    }
    if (quantity.measured() != null && quantity.measured().isInfinite()) {
      json.addProperty("infinite", true);
    }
    if (!json.isEmpty()) {
      layer.add(key, json);
    }
  }

  private static Quantity quantity(JsonObject layer, String key) {
    JsonObject json = Json.object(layer, key);
    boolean known = Json.present(json, "measured") || json.has("infinite");
    return new Quantity(
        Json.real(json, "predicted"),
        Json.real(json, "low"),
        Json.real(json, "high"),
        known ? Json.real(json, "measured") : null);
  }

  private static JsonObject outlook(Outlook outlook) {
    JsonObject json = new JsonObject();
    json.add("weightVariance", Json.number(outlook.weightVariance()));
    json.add("biasVariance", Json.number(outlook.biasVariance()));
    Json.add(json, "fixedPoint", outlook.fixedPoint());
    json.addProperty("stability", outlook.stability().name().toLowerCase(Locale.ROOT));
    Json.add(json, "slope", outlook.slope());
    json.add("chi", Json.number(outlook.chi()));
    json.add("correlationDepth", Json.number(outlook.correlationDepth()));
    return json;
  }

  private static Outlook outlook(JsonObject json) {
    return new Outlook(
        Json.real(json, "weightVariance"),
        Json.real(json, "biasVariance"),
        Json.real(json, "fixedPoint"),
        Outlook.Stability.valueOf(Json.text(json, "stability").toUpperCase(Locale.ROOT)),
        Json.real(json, "slope"),
        Json.real(json, "chi"),
        Json.real(json, "correlationDepth"));
  }

  private static JsonObject verdict(Verdict verdict) {
    JsonObject json = new JsonObject();
    json.addProperty("state", verdict.state().label());
    json.addProperty("layer", verdict.layer());
    json.addProperty("cause", verdict.cause().toString());
    json.addProperty(
        "remedy", verdict.remedy() == null ? null : CommandLines.options(verdict.remedy()));
    json.addProperty("trainableDepth", verdict.trainableDepth());
    json.add("why", SealedJson.GSON.toJsonTree(verdict.cause(), Cause.class));
    if (verdict.remedy() != null) {
      json.add(
          "changes", SealedJson.GSON.toJsonTree(verdict.remedy().changes(), CHANGES.getType()));
    }
    return json;
  }

  private static Verdict verdict(JsonObject json) {
    Long depth = Json.whole(json, "trainableDepth");
    return new Verdict(
        Verdict.State.valueOf(Json.text(json, "state").toUpperCase(Locale.ROOT)),
        Json.text(json, "layer"),
        json.has("why")
            ? SealedJson.GSON.fromJson(json.get("why"), Cause.class)
            : new Cause.Told(Json.text(json, "cause")),
        remedy(json),
        depth == null ? null : (Integer) depth.intValue());
  }

  /** The remedy; results of older versions have it in words only. */
  private static Remedy remedy(JsonObject json) {
    if (json.has("changes")) {
      return new Remedy(SealedJson.GSON.fromJson(json.get("changes"), CHANGES));
    }
    String told = Json.text(json, "remedy");
    return told == null ? null : Remedy.of(new Change.Told(told));
  }
}
