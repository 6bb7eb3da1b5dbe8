// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.jspecify.annotations.Nullable;

/** One message of a worker: an object whose fields are those of one of the records. */
sealed interface WorkerMessage {

  /** The worker has opened the plan. */
  record Ready(boolean ready) implements WorkerMessage {}

  /** The worker cannot open the plan. */
  record Refusal(String error) implements WorkerMessage {}

  /** A note for the trial. */
  record Note(String note, @Nullable JsonElement value) implements WorkerMessage {}

  /** An intermediate value; null if it is not finite. */
  record Step(int step, @Nullable Double value) implements WorkerMessage {}

  /** The units of work so far. */
  record Worked(long worked) implements WorkerMessage {}

  /** The end of an evaluation. */
  record Done(long done, @Nullable String outcome, @Nullable Double value, @Nullable String message)
      implements WorkerMessage {

    static Done of(long run, Evaluation evaluation) {
      String outcome = evaluation.outcome().label();
      return new Done(run, outcome, evaluation.value(), evaluation.message());
    }

    /** The evaluation; empty if its outcome is unknown or lacks its value. */
    Optional<Evaluation> evaluation() {
      return Outcome.of(outcome)
          .map(known -> new Evaluation(known, value, message))
          .filter(evaluation -> evaluation.outcome().label().equals(outcome));
    }
  }

  Gson GSON = new Gson();

  /** The kind of a message by the field that names it. */
  Map<String, Class<? extends WorkerMessage>> KINDS =
      Map.of(
          "ready", Ready.class,
          "error", Refusal.class,
          "note", Note.class,
          "step", Step.class,
          "worked", Worked.class,
          "done", Done.class);

  /** The message as a line of JSON. */
  default String line() {
    JsonObject json = GSON.toJsonTree(this).getAsJsonObject();
    if (this instanceof Step step && step.value() == null) {
      json.add("value", JsonNull.INSTANCE);
    }
    return json.toString();
  }

  /**
   * The message in a line.
   *
   * @throws IllegalArgumentException if the line is not a message of the protocol
   */
  static WorkerMessage parse(String text) {
    return read(text)
        .filter(message -> !(message instanceof Done done) || done.evaluation().isPresent())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "not a message of the worker protocol: "
                        + (text.length() > 80 ? text.substring(0, 80) + "…" : text)));
  }

  private static Optional<WorkerMessage> read(String text) {
    try {
      JsonObject json = GSON.fromJson(text, JsonObject.class);
      return json == null
          ? Optional.empty()
          : json.keySet().stream()
              .filter(KINDS::containsKey)
              .findFirst()
              .map(key -> GSON.fromJson(json, KINDS.get(key)));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }
}
