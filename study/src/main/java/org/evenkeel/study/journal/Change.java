// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * A study within a transaction of its {@link Journal}. Each change is an operation of Optuna's and
 * visible to reads at once.
 *
 * <p>Changes of a finished trial throw an {@link IllegalStateException}.
 */
public final class Change {

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private static final String WORKER = UUID.randomUUID() + "-" + ProcessHandle.current().pid();

  private final Replay replay;
  private final Replay.Study study;
  private final List<JsonObject> written;

  /** A transaction that adds its operations to a list. */
  Change(Replay replay, Replay.Study study, List<JsonObject> written) {
    this.replay = replay;
    this.study = study;
    this.written = written;
  }

  static JsonObject createStudy(String name, Direction direction) {
    JsonObject op = operation(Replay.CREATE_STUDY);
    op.addProperty("study_name", name);
    JsonArray directions = new JsonArray();
    directions.add(direction.maximizes() ? Replay.MAXIMIZE : Replay.MINIMIZE);
    op.add("directions", directions);
    return op;
  }

  private static JsonObject operation(int code) {
    JsonObject op = new JsonObject();
    op.addProperty("op_code", code);
    op.addProperty("worker_id", WORKER);
    return op;
  }

  private void write(JsonObject op) {
    replay.apply(op);
    written.add(op);
  }

  private JsonObject ofStudy(int code) {
    JsonObject op = operation(code);
    op.addProperty("study_id", study.id());
    return op;
  }

  private JsonObject ofTrial(int code, int number) {
    Replay.Entry entry = study.entries().get(number);
    if (entry.state.finished()) {
      throw new IllegalStateException(
          "trial %d is %s and cannot be changed".formatted(number, entry.state));
    }
    JsonObject op = operation(code);
    op.addProperty("trial_id", entry.id);
    return op;
  }

  /** The current trials. */
  public List<Trial> trials() {
    return study.trials();
  }

  /** The current notes of the study itself. */
  public Map<String, JsonElement> attributes() {
    return Map.copyOf(study.attributes());
  }

  /**
   * Creates a trial, in one operation with its values, so that no part of it can be missing.
   *
   * @param state {@link TrialState#RUNNING} or {@link TrialState#WAITING}
   * @return its number
   */
  public int create(Space space, Setting setting, TrialState state) {
    Map<String, Domain> domains = space.domains(setting);
    JsonObject texts = new JsonObject();
    JsonObject values = new JsonObject();
    domains.forEach(
        (name, domain) -> {
          texts.addProperty(name, text(name, domain));
          values.addProperty(name, domain.internal(setting.get(name)));
        });
    JsonObject op = ofStudy(Replay.CREATE_TRIAL);
    op.addProperty("state", state.number());
    op.add("value", JsonNull.INSTANCE);
    op.add("values", JsonNull.INSTANCE);
    op.addProperty("datetime_start", state == TrialState.RUNNING ? now() : null);
    op.add("distributions", texts);
    op.add("params", values);
    op.add("user_attrs", new JsonObject());
    op.add("system_attrs", new JsonObject());
    op.add("intermediate_values", new JsonObject());
    write(op);
    return study.entries().size() - 1;
  }

  /** Fixes the values of a trial that was enqueued without domains, as Optuna does. */
  public void choose(int number, Space space, Setting setting) {
    space
        .domains(setting)
        .forEach(
            (name, domain) -> {
              JsonObject op = ofTrial(Replay.TRIAL_PARAM, number);
              op.addProperty("param_name", name);
              op.addProperty("param_value_internal", domain.internal(setting.get(name)));
              op.addProperty("distribution", text(name, domain));
              write(op);
            });
  }

  /** The text of a domain, if Optuna accepts it in this study. */
  private String text(String name, Domain domain) {
    if (!study.accepts(name, domain)) {
      throw new IllegalArgumentException(
          ("the kind, scale and choices of a hyperparameter cannot change within a study: %s=%s in"
                  + " \"%s\"; create another study")
              .formatted(name, domain, study.name()));
    }
    return DomainJson.text(domain);
  }

  /**
   * Changes the state of a trial.
   *
   * @param loss the loss, which the study's direction turns into a value; null if it is unknown
   */
  public void state(int number, TrialState state, @Nullable Double loss) {
    JsonObject op = ofTrial(Replay.TRIAL_STATE, number);
    boolean finite = loss != null && Double.isFinite(loss);
    if (state == TrialState.COMPLETE && !finite) {
      throw new IllegalArgumentException(
          "a complete trial needs a finite value: trial %d has %s".formatted(number, loss));
    }
    op.addProperty("state", state.number());
    op.add("values", JsonNull.INSTANCE);
    if (finite) {
      JsonArray values = new JsonArray();
      values.add(direction().value(loss));
      op.add("values", values);
    }
    if (state == TrialState.RUNNING) {
      op.addProperty("datetime_start", now());
    } else if (state.finished()) {
      op.addProperty("datetime_complete", now());
    }
    write(op);
  }

  /** Adds or replaces an intermediate loss of a trial; ignores one that is not finite. */
  public void report(int number, int step, double loss) {
    JsonObject op = ofTrial(Replay.TRIAL_INTERMEDIATE, number);
    if (Double.isFinite(loss)) {
      op.addProperty("step", step);
      op.addProperty("intermediate_value", direction().value(loss));
      write(op);
    }
  }

  /** Adds or replaces the note of a trial with the loss of each seed that is complete. */
  public void values(int number, Map<Long, Double> losses) {
    Map<Long, Double> values = new TreeMap<>(losses);
    values.replaceAll((seed, loss) -> direction().value(loss));
    note(number, TrialNotes.VALUES, TrialNotes.json(values));
  }

  /** The study's direction. */
  public Direction direction() {
    return study.direction().orElse(Direction.MINIMIZE);
  }

  /** Adds or replaces a note of a trial. */
  public void note(int number, String key, JsonElement value) {
    note(ofTrial(Replay.TRIAL_USER_ATTRIBUTE, number), key, value);
  }

  /** Adds or replaces a note of the study itself. */
  public void note(String key, JsonElement value) {
    note(ofStudy(Replay.STUDY_USER_ATTRIBUTE), key, value);
  }

  private void note(JsonObject op, String key, JsonElement value) {
    JsonObject note = new JsonObject();
    note.add(key, finite(value));
    op.add("user_attr", note);
    write(op);
  }

  /** A copy with null instead of numbers that are not finite, which JSON cannot hold. */
  private static JsonElement finite(JsonElement value) {
    if (value instanceof JsonObject from) {
      JsonObject to = new JsonObject();
      from.entrySet().forEach(one -> to.add(one.getKey(), finite(one.getValue())));
      return to;
    } else if (value instanceof JsonArray from) {
      JsonArray to = new JsonArray();
      from.forEach(one -> to.add(finite(one)));
      return to;
    }
    return value instanceof JsonPrimitive one
            && one.isNumber()
            && !Double.isFinite(one.getAsDouble())
        ? JsonNull.INSTANCE
        : value;
  }

  private static String now() {
    return LocalDateTime.now(ZoneId.systemDefault()).format(MICROSECONDS);
  }
}
