// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.evenkeel.study.space.Distribution;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Storage;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/** Changes of a study as Optuna's operations, seen at once and written together. */
final class Operations implements Storage.Change {

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private static final String WORKER = UUID.randomUUID() + "-" + ProcessHandle.current().pid();

  private final Replay replay;
  private final Replay.Study study;
  private final List<JsonObject> written = new ArrayList<>();

  Operations(Replay replay, Replay.Study study) {
    this.replay = replay;
    this.study = study;
  }

  static JsonObject createStudy(String name, int direction) {
    JsonObject op = operation(Replay.CREATE_STUDY);
    op.addProperty("study_name", name);
    JsonArray directions = new JsonArray();
    directions.add(direction);
    op.add("directions", directions);
    return op;
  }

  /** The operations, in order. */
  List<JsonObject> written() {
    return written;
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
    op.addProperty("study_id", study.id);
    return op;
  }

  private JsonObject ofTrial(int code, int number) {
    Replay.Entry entry = study.entries.get(number);
    if (entry.state.finished()) {
      throw new IllegalStateException(
          "a trial that is finished stays as it is: trial %d is %s".formatted(number, entry.state));
    }
    JsonObject op = operation(code);
    op.addProperty("trial_id", entry.id);
    return op;
  }

  @Override
  public List<Trial> trials() {
    return study.trials();
  }

  @Override
  public Map<String, JsonElement> attributes() {
    return Map.copyOf(study.attributes);
  }

  @Override
  public int create(Space space, Setting setting, TrialState state) {
    JsonObject op = ofStudy(Replay.CREATE_TRIAL);
    if (state == TrialState.RUNNING) {
      op.addProperty("datetime_start", now());
    } else {
      op.addProperty("state", state.number());
      op.add("datetime_start", JsonNull.INSTANCE);
    }
    write(op);
    int number = study.entries.size() - 1;
    choose(number, space, setting);
    return number;
  }

  @Override
  public void choose(int number, Space space, Setting setting) {
    Map<String, Distribution> distributions = space.distributions(setting);
    setting
        .values()
        .forEach(
            (name, value) -> {
              JsonObject op = ofTrial(Replay.TRIAL_PARAM, number);
              op.addProperty("param_name", name);
              op.addProperty("param_value_internal", distributions.get(name).internal(value));
              op.addProperty("distribution", Distributions.text(distributions.get(name)));
              write(op);
            });
  }

  @Override
  public void state(int number, TrialState state, Double value) {
    JsonObject op = ofTrial(Replay.TRIAL_STATE, number);
    op.addProperty("state", state.number());
    op.add("values", JsonNull.INSTANCE);
    if (value != null && Double.isFinite(value)) {
      JsonArray values = new JsonArray();
      values.add(value);
      op.add("values", values);
    }
    if (state == TrialState.RUNNING) {
      op.addProperty("datetime_start", now());
    } else if (state.finished()) {
      op.addProperty("datetime_complete", now());
    }
    write(op);
  }

  @Override
  public void report(int number, int step, double value) {
    JsonObject op = ofTrial(Replay.TRIAL_INTERMEDIATE, number);
    if (Double.isFinite(value)) {
      op.addProperty("step", step);
      op.addProperty("intermediate_value", value);
      write(op);
    }
  }

  @Override
  public void note(int number, String key, JsonElement value) {
    JsonObject op = ofTrial(Replay.TRIAL_USER_ATTRIBUTE, number);
    op.add("user_attr", one(key, value));
    write(op);
  }

  @Override
  public void note(String key, JsonElement value) {
    JsonObject op = ofStudy(Replay.STUDY_USER_ATTRIBUTE);
    op.add("user_attr", one(key, value));
    write(op);
  }

  private static JsonObject one(String key, JsonElement value) {
    JsonObject json = new JsonObject();
    json.add(key, value.deepCopy());
    return json;
  }

  private static String now() {
    return LocalDateTime.now(ZoneId.systemDefault()).format(MICROSECONDS);
  }
}
