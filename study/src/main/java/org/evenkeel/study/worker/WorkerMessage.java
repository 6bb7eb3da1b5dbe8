// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.evenkeel.study.objective.Evaluation;

/** One message of a worker. */
sealed interface WorkerMessage {

  /** The worker has opened the plan. */
  record Ready() implements WorkerMessage {}

  /** The worker cannot open the plan. */
  record Refusal(String message) implements WorkerMessage {}

  /** A note for the trial. */
  record Note(String key, JsonElement value) implements WorkerMessage {}

  /** An intermediate value; NaN if it is not finite. */
  record Step(int step, double value) implements WorkerMessage {}

  /** The units of work so far. */
  record Worked(long units) implements WorkerMessage {}

  /** The end of an evaluation. */
  record Done(long run, Evaluation evaluation) implements WorkerMessage {}

  /**
   * The message in a line.
   *
   * @throws IllegalArgumentException if the line is not a message of the protocol
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
    } catch (RuntimeException e) { // Gson throws several kinds for malformed text
      throw new IllegalArgumentException(garbage(text), e);
    }
    throw new IllegalArgumentException(garbage(text));
  }

  private static Evaluation evaluation(JsonObject json) {
    Evaluation.Outcome outcome = Evaluation.Outcome.of(json.get("outcome").getAsString());
    Double value = number(json.get("value"), null);
    if (outcome == Evaluation.Outcome.DONE && (value == null || !Double.isFinite(value))) {
      throw new IllegalArgumentException("outcome 'done' needs a finite value");
    }
    return new Evaluation(
        outcome, value, json.has("message") ? json.get("message").getAsString() : null);
  }

  private static Double number(JsonElement json, Double otherwise) {
    return json == null || json.isJsonNull() ? otherwise : (Double) json.getAsDouble();
  }

  private static String garbage(String text) {
    return "not a message of the worker protocol: "
        + (text.length() > 80 ? text.substring(0, 80) + "…" : text);
  }
}
