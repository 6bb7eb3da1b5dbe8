// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.evenkeel.study.objective.Evaluation;

/** What a worker says in one line. */
sealed interface WorkerMessage {

  /** It can work on what it was told to open. */
  record Ready() implements WorkerMessage {}

  /** It cannot. */
  record Refusal(String message) implements WorkerMessage {}

  /** Something to note. */
  record Note(String key, JsonElement value) implements WorkerMessage {}

  /** A value on the way; not a number where it is not finite. */
  record Step(int step, double value) implements WorkerMessage {}

  /** Units of work so far. */
  record Worked(long units) implements WorkerMessage {}

  /** The end of a run. */
  record Done(long run, Evaluation evaluation) implements WorkerMessage {}

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if a worker does not say so
   */
  static WorkerMessage parse(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (json.has("step")) {
        return new Step(json.get("step").getAsInt(), number(json.get("value"), Double.NaN));
      } else if (json.has("worked")) {
        return new Worked(json.get("worked").getAsLong());
      } else if (json.has("note")) {
        JsonElement value = json.get("value");
        return new Note(json.get("note").getAsString(), value == null ? JsonNull.INSTANCE : value);
      } else if (json.has("done")) {
        return new Done(json.get("done").getAsLong(), evaluation(json));
      } else if (json.has("ready")) {
        return new Ready();
      } else if (json.has("error")) {
        return new Refusal(json.get("error").getAsString());
      }
    } catch (
        RuntimeException e) { // Gson has one for each way in which a text is not what it should be
      throw new IllegalArgumentException(garbage(text), e);
    }
    throw new IllegalArgumentException(garbage(text));
  }

  private static Evaluation evaluation(JsonObject json) {
    Evaluation.Outcome outcome = Evaluation.Outcome.of(json.get("outcome").getAsString());
    Double value = number(json.get("value"), null);
    if (outcome == Evaluation.Outcome.DONE && (value == null || !Double.isFinite(value))) {
      throw new IllegalArgumentException("done has a value");
    }
    return new Evaluation(
        outcome, value, json.has("message") ? json.get("message").getAsString() : null);
  }

  private static Double number(JsonElement json, Double otherwise) {
    return json == null || json.isJsonNull() ? otherwise : (Double) json.getAsDouble();
  }

  private static String garbage(String text) {
    return "a worker writes one JSON object of the protocol a line: "
        + (text.length() > 80 ? text.substring(0, 80) + "…" : text);
  }
}
