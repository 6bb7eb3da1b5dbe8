// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.activation.Activations;
import org.evenkeel.meanfield.PhaseDiagram;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Structure;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.Change;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.Remedy;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.TimeSignal;
import org.evenkeel.signal.Verdict;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.training.StableRate;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * Results as JSON documents, both ways. A key that is absent is unknown; a number that is not
 * finite is null.
 */
public final class ResultJson {

  static final Gson GSON = builder().create();

  private static final TypeToken<List<Change>> CHANGES = new TypeToken<>() {};

  private ResultJson() {}

  /** The document of a result. */
  public static JsonObject write(Result result) {
    if (result instanceof Comparison comparison) {
      return ComparisonJson.write(comparison);
    } else if (result instanceof StudyResult study) {
      return StudyJson.write(study);
    } else if (result instanceof PhaseResult phases) {
      return TablesJson.write(phases);
    } else if (result instanceof AuditResult) {
      return tree(result).getAsJsonObject();
    }
    return TablesJson.write((RulesResult) result);
  }

  /**
   * A record of a result, or a list of them, as JSON: a profile, a quantity, planned parameters, an
   * origin.
   */
  public static JsonElement tree(Object part) {
    return GSON.toJsonTree(part);
  }

  /** The number of trials of each kind, as JSON. */
  public static JsonObject tally(List<Trial> trials) {
    return StudyJson.tally(trials);
  }

  /** Adds an origin to a document, unless nothing is known of it. */
  public static void addOrigin(JsonObject document, Origin origin) {
    JsonObject json = tree(origin).getAsJsonObject();
    if (!json.isEmpty()) {
      document.add("origin", json);
    }
  }

  /**
   * The profile in a document.
   *
   * @throws JsonParseException if it is not a profile
   */
  public static SignalProfile profile(JsonObject json) {
    return GSON.fromJson(json, SignalProfile.class);
  }

  /** The largest stable learning rate in a document, as {@link #tree} writes it. */
  public static StableRate stableRate(JsonElement json) {
    return GSON.fromJson(json, StableRate.class);
  }

  static Origin origin(JsonObject document) {
    return document.has("origin")
        ? GSON.fromJson(document.get("origin"), Origin.class)
        : Origin.UNKNOWN;
  }

  /**
   * Reads a document that a command wrote.
   *
   * @param name the name of the document in error messages
   * @throws IllegalArgumentException if it is not such a document
   */
  public static Result read(JsonElement json, String name) {
    if (!(json instanceof JsonObject document)) {
      throw unknown(name);
    }
    Function<JsonObject, Result> reader = reader(document, name);
    try {
      return reader.apply(document);
    } catch (RuntimeException e) { // a key is missing or holds a value of another type
      throw new IllegalArgumentException(
          "%s is not a result as a command writes it with --format json: it was edited or is incomplete (%s); write it again"
              .formatted(name, reason(e)),
          e);
    }
  }

  /** The first line of the innermost message; the JVM's own messages name classes, not keys. */
  private static String reason(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    if (innermost instanceof NumberFormatException) {
      return "a value is no number";
    }
    if (innermost instanceof ClassCastException || innermost instanceof NullPointerException) {
      return "a key is missing or holds a value of another type";
    }
    String message = String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
    return message.startsWith("No enum constant")
        ? "a word is none of those that its key can have"
        : message;
  }

  private static Function<JsonObject, Result> reader(JsonObject document, String name) {
    if (document.has("runs")) {
      return ComparisonJson::runs;
    } else if (document.has("trials")) {
      return StudyJson::read;
    } else if (document.has("layers")) {
      return ComparisonJson::profile;
    } else if (document.has("parameters")) {
      return ComparisonJson::plan;
    } else if (document.has("grid")) {
      return json ->
          new PhaseResult(origin(json), Activations.named(json.get("activation").getAsString()));
    } else if (document.has("audits")) {
      return json -> GSON.fromJson(json, AuditResult.class);
    } else if (document.has("rules")) {
      return json -> new RulesResult(origin(json));
    }
    throw unknown(name);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "%s is not a result: give a file that predict, check, train, compare, tune, rules or audit wrote with --format json"
            .formatted(name));
  }

  /** A builder with the adapters of all records that a result consists of. */
  static GsonBuilder builder() {
    GsonBuilder builder =
        new GsonBuilder()
            .disableHtmlEscaping()
            .serializeNulls() // the record adapters leave out what is absent
            .setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
            .registerTypeAdapterFactory(new RecordAdapters(layouts()));
    for (Class<Double> real : List.of(double.class, Double.class)) {
      adapt(builder, real, Json::number, JsonElement::getAsDouble);
    }
    adapt(builder, Fans.class, ResultJson::fans, f -> new Fans(real(f, "in"), real(f, "out")));
    adapt(builder, Verdict.class, ResultJson::verdict, json -> verdict(json.getAsJsonObject()));
    adapt(
        builder,
        Structure.class,
        structure -> new JsonPrimitive(structure.toString()),
        json -> Structure.named(json.getAsString()));
    lowerCase(builder, Outlook.Stability.class);
    lowerCase(builder, PhaseDiagram.Phase.class);
    lowerCase(builder, TrainingRun.State.class);
    lowerCase(builder, AuditResult.State.class);
    return builder;
  }

  /** Adds an adapter of two functions. */
  static <T> void adapt(
      GsonBuilder builder,
      Class<T> type,
      Function<T, JsonElement> written,
      Function<JsonElement, T> read) {
    builder
        .registerTypeAdapter(type, (JsonSerializer<T>) (value, t, gson) -> written.apply(value))
        .registerTypeAdapter(type, (JsonDeserializer<T>) (json, t, gson) -> read.apply(json));
  }

  /** Adds an adapter of an enum whose names are in lower case. */
  private static <E extends Enum<E>> void lowerCase(GsonBuilder builder, Class<E> type) {
    adapt(
        builder,
        type,
        constant -> new JsonPrimitive(constant.name().toLowerCase(Locale.ROOT)),
        json -> Enum.valueOf(type, json.getAsString().toUpperCase(Locale.ROOT)));
  }

  private static Map<Class<?>, RecordLayout> layouts() {
    Map<Class<?>, RecordLayout> layouts = new HashMap<>(StudyJson.layouts());
    layouts.putAll(ComparisonJson.layouts());
    layouts.put(
        SignalProfile.class,
        new RecordLayout()
            .otherwise("input", InputSignal.STANDARDIZED)
            .omit("notDrawn")
            .require("verdict")
            .derive(SignalProfile.class, ResultJson::markUnmeasured));
    layouts.put(InputSignal.class, new RecordLayout().omit("secondMoment"));
    layouts.put(
        LayerSignal.class, new RecordLayout().inline("identity").inline("moments").inline("units"));
    layouts.put(TimeSignal.class, new RecordLayout().omit("steps"));
    layouts.put(LayerSignal.Identity.class, drawn().omit("untouched", "opaque"));
    layouts.put(
        LayerSignal.Moments.class,
        new RecordLayout()
            .omit("forward", "mean", "gradient", "correlation", "repeated", "positions"));
    layouts.put(LayerSignal.Units.class, new RecordLayout().omit("copies"));
    layouts.put(
        Quantity.class,
        new RecordLayout()
            .nullUnlessInfinite("measured")
            .derive(
                Quantity.class,
                (quantity, json) -> {
                  if (quantity.measured() != null && quantity.measured().isInfinite()) {
                    json.addProperty("infinite", true);
                  }
                }));
    layouts.put(Outlook.class, new RecordLayout().nullIsInfinite());
    layouts.put(
        PlannedParameter.class,
        drawn()
            .inline("reason")
            .withNull("bound")
            .derive(
                PlannedParameter.class,
                (parameter, json) ->
                    json.add("std", Json.number(Math.sqrt(parameter.start().variance())))));
    layouts.put(PlannedParameter.Reason.class, new RecordLayout().withNull("why"));
    layouts.put(TrainingRun.class, new RecordLayout().withNull("stepsToTarget"));
    layouts.put(TrainingRun.Epoch.class, new RecordLayout().namingInfinities());
    layouts.put(
        AuditResult.class,
        new RecordLayout()
            .omit("origin")
            .require("audits")
            .derive(
                AuditResult.class,
                (audit, json) -> json.addProperty("command", audit.origin().command())));
    layouts.put(
        AuditResult.ModelAudit.class, new RecordLayout().require("file", "state", "tensors"));
    return layouts;
  }

  /** The layout of a record with fans and a start. */
  private static RecordLayout drawn() {
    return new RecordLayout()
        .inlineIf("fans", "fanIn", "in=fanIn", "out=fanOut")
        .inlineIf("start", "rule");
  }

  /** Fans are integers in JSON where they are whole. */
  private static JsonObject fans(Fans fans) {
    JsonObject json = new JsonObject();
    json.addProperty("in", whole(fans.in()));
    json.addProperty("out", whole(fans.out()));
    return json;
  }

  private static Number whole(double fan) {
    return fan == Math.rint(fan) && fan < 1e15 ? (Number) (long) fan : fan;
  }

  private static double real(JsonElement json, String key) {
    return json.getAsJsonObject().get(key).getAsDouble();
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
    if (verdict.remedy() != null && !verdict.remedy().trials().isEmpty()) {
      json.add("tried", trials(verdict.remedy()));
    }
    return json;
  }

  private static JsonArray trials(Remedy remedy) {
    JsonArray array = new JsonArray();
    for (Remedy.Trial trial : remedy.trials()) {
      JsonObject json = new JsonObject();
      json.add("change", SealedJson.GSON.toJsonTree(trial.change(), Change.class));
      json.addProperty("state", trial.state().label());
      array.add(json);
    }
    return array;
  }

  private static List<Remedy.Trial> trials(JsonObject verdict) {
    List<Remedy.Trial> trials = new ArrayList<>();
    if (verdict.has("tried")) {
      for (JsonElement json : verdict.getAsJsonArray("tried")) {
        JsonObject trial = json.getAsJsonObject();
        Change change = SealedJson.GSON.fromJson(trial.get("change"), Change.class);
        trials.add(new Remedy.Trial((Change.Redraw) change, state(trial)));
      }
    }
    return trials;
  }

  private static Verdict.State state(JsonObject json) {
    return Verdict.State.valueOf(json.get("state").getAsString().toUpperCase(Locale.ROOT));
  }

  /** A verdict; results of older versions hold cause and remedy in words only. */
  private static Verdict verdict(JsonObject json) {
    JsonElement depth = json.get("trainableDepth");
    Remedy remedy =
        json.has("changes")
            ? new Remedy(SealedJson.GSON.fromJson(json.get("changes"), CHANGES), trials(json))
            : text(json, "remedy") == null
                ? null
                : Remedy.of(new Change.Told(text(json, "remedy")));
    return new Verdict(
        state(json),
        text(json, "layer"),
        json.has("why")
            ? SealedJson.GSON.fromJson(json.get("why"), Cause.class)
            : new Cause.Told(text(json, "cause")),
        remedy,
        depth == null || depth.isJsonNull() ? null : (Integer) depth.getAsInt());
  }

  static @Nullable String text(JsonObject json, String key) {
    return json.has(key) && !json.get(key).isJsonNull() ? json.get(key).getAsString() : null;
  }

  /** A number, infinite where it is null; null where it is absent. */
  static @Nullable Double known(JsonObject json, String key) {
    return json.has(key) ? (Double) real(json.get(key), Double.POSITIVE_INFINITY) : null;
  }

  static double real(JsonElement json, double ifNull) {
    return json.isJsonNull() ? ifNull : json.getAsDouble();
  }

  /** Beside measured layers, a layer's quantity that could not be measured is null. */
  private static void markUnmeasured(SignalProfile profile, JsonObject json) {
    if (profile.layers().stream()
        .allMatch(l -> l.forward().measured() == null && l.gradient().measured() == null)) {
      return;
    }
    for (JsonElement layer : json.getAsJsonArray("layers")) {
      for (String key : new String[] {"forward", "gradient", "correlation"}) {
        JsonObject quantities = layer.getAsJsonObject();
        if (!quantities.has(key)) {
          quantities.add(key, new JsonObject());
        }
        JsonObject quantity = quantities.getAsJsonObject(key);
        if (!quantity.has("measured")) {
          quantity.add("measured", JsonNull.INSTANCE);
        }
      }
    }
  }
}
