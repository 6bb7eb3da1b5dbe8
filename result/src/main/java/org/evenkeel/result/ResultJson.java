// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.function.Function;
import org.evenkeel.activation.Activations;

/** Results as JSON documents. */
public final class ResultJson {

  private ResultJson() {}

  /** The document of a comparison. */
  public static JsonObject write(Comparison comparison) {
    return ComparisonJson.write(comparison);
  }

  /** The document of a study. */
  public static JsonObject write(StudyResult study) {
    return StudyJson.write(study);
  }

  /**
   * Reads a document that a command wrote.
   *
   * @param name what to call it where it is wrong
   * @throws IllegalArgumentException if it is something else
   */
  public static Result read(JsonElement json, String name) {
    if (!(json instanceof JsonObject document)) {
      throw unknown(name);
    }
    Function<JsonObject, Result> reader = reader(document, name);
    try {
      return reader.apply(document);
    } catch (RuntimeException e) { // a key holds something else than what stands there
      throw new IllegalArgumentException(
          "a result is what a command wrote with --format json: %s was changed since, or is incomplete (%s); write it anew"
              .formatted(name, e.getMessage()),
          e);
    }
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
          new PhaseResult(
              OriginJson.read(json), Activations.named(json.get("activation").getAsString()));
    } else if (document.has("rules")) {
      return json -> new RulesResult(OriginJson.read(json));
    }
    throw unknown(name);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "a result is what predict, check, train, compare, tune or rules write with --format json: %s is something else"
            .formatted(name));
  }
}
