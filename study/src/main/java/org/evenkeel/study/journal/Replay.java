// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;

/** The replay of a journal's operations into studies and trials, as Optuna does it. */
final class Replay {

  /** An operation that is valid but unknown. */
  static final class UnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownException(String message) {
      super(message);
    }
  }

  /** A study of the journal. */
  static final class Study {
    final int id;
    final String name;
    final List<Integer> directions;
    final Map<String, JsonElement> attributes = new HashMap<>();
    final List<Entry> entries = new ArrayList<>();

    private Study(int id, String name, List<Integer> directions) {
      this.id = id;
      this.name = name;
      this.directions = directions;
    }

    List<Trial> trials() {
      return entries.stream().map(Entry::trial).toList();
    }

    /**
     * Whether Optuna accepts a domain: it needs the kind, scale and choices of the first trial's
     * domain of this name. Bounds may differ.
     */
    boolean accepts(String name, Domain domain) {
      for (Entry entry : entries) {
        Domain first = entry.domains.get(name);
        if (first != null) {
          return first.getClass() == domain.getClass()
              && first.log() == domain.log()
              && (!(first instanceof CategoricalDomain) || first.equals(domain));
        }
      }
      return true;
    }
  }

  /** A trial under construction. */
  static final class Entry {
    final int id;
    final int number;
    final Study study;
    TrialState state = TrialState.RUNNING;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Domain> domains = new HashMap<>();
    private final TreeMap<Integer, Double> intermediate = new TreeMap<>();
    private final Map<String, JsonElement> attributes = new HashMap<>();
    private Double value;
    private LocalDateTime started;
    private LocalDateTime completed;
    private Trial seen;

    private Entry(int id, Study study) {
      this.id = id;
      this.study = study;
      this.number = study.entries.size();
    }

    Trial trial() {
      if (seen != null) {
        return seen;
      }
      Setting setting = new Setting(shown());
      seen =
          new Trial(
              number, state, setting, domains, value, intermediate, attributes, started, completed);
      return seen;
    }

    /** The values; those enqueued but never requested are no part of a finished trial. */
    private Map<String, Object> shown() {
      Map<String, Object> shown = new LinkedHashMap<>(values);
      if (state.finished()) {
        shown.keySet().retainAll(domains.keySet());
      }
      return shown;
    }
  }

  /** Optuna's numbers of operations. */
  static final int CREATE_STUDY = 0;

  static final int DELETE_STUDY = 1;
  static final int STUDY_USER_ATTRIBUTE = 2;
  static final int STUDY_SYSTEM_ATTRIBUTE = 3;
  static final int CREATE_TRIAL = 4;
  static final int TRIAL_PARAM = 5;
  static final int TRIAL_STATE = 6;
  static final int TRIAL_INTERMEDIATE = 7;
  static final int TRIAL_USER_ATTRIBUTE = 8;
  static final int TRIAL_SYSTEM_ATTRIBUTE = 9;

  /** Written only by Optuna's port to Rust; Optuna ignores it. */
  static final int DISCARD_TRIALS = 10;

  private final Map<Integer, Study> studies = new LinkedHashMap<>();
  private final List<Entry> trials = new ArrayList<>();
  private int created;

  List<Study> studies() {
    return List.copyOf(studies.values());
  }

  /**
   * Applies an operation.
   *
   * @throws UnknownException if it is one of a later Optuna
   */
  void apply(JsonObject op) {
    int code = op.get("op_code").getAsInt();
    switch (code) {
      case CREATE_STUDY -> createStudy(op);
      case DELETE_STUDY -> studies.remove(op.get("study_id").getAsInt());
      case STUDY_USER_ATTRIBUTE -> {
        Study study = studies.get(op.get("study_id").getAsInt());
        if (study != null) {
          all(op.get("user_attr"), study.attributes);
        }
      }
      case STUDY_SYSTEM_ATTRIBUTE, DISCARD_TRIALS -> {
        // used by Optuna only
      }
      case CREATE_TRIAL -> createTrial(op);
      case TRIAL_PARAM,
          TRIAL_STATE,
          TRIAL_INTERMEDIATE,
          TRIAL_USER_ATTRIBUTE,
          TRIAL_SYSTEM_ATTRIBUTE ->
          changeTrial(code, op);
      default ->
          throw new UnknownException(
              "unknown operation %d, of a later Optuna; continue the study there".formatted(code));
    }
  }

  private void createStudy(JsonObject op) {
    String name = op.get("study_name").getAsString();
    if (studies.values().stream().anyMatch(study -> study.name.equals(name))) {
      return; // created by two processes at once: the first one counts
    }
    List<Integer> directions = new ArrayList<>();
    op.getAsJsonArray("directions").forEach(d -> directions.add(d.getAsInt()));
    studies.put(created, new Study(created, name, directions));
    created++;
  }

  private void createTrial(JsonObject op) {
    Study study = studies.get(op.get("study_id").getAsInt());
    if (study == null) {
      return;
    }
    Entry entry = new Entry(trials.size(), study);
    if (has(op, "state")) {
      entry.state = TrialState.of(op.get("state").getAsInt());
    }
    entry.started = time(op, "datetime_start");
    entry.completed = time(op, "datetime_complete");
    if (has(op, "distributions")) {
      op.getAsJsonObject("distributions")
          .entrySet()
          .forEach(d -> entry.domains.put(d.getKey(), domain(d.getValue())));
    }
    if (has(op, "params")) {
      op.getAsJsonObject("params")
          .entrySet()
          .forEach(
              p ->
                  entry.values.put(
                      p.getKey(),
                      entry.domains.get(p.getKey()).external(p.getValue().getAsDouble())));
    }
    if (has(op, "value")) {
      entry.value = op.get("value").getAsDouble();
    }
    values(op, entry);
    if (has(op, "intermediate_values")) {
      op.getAsJsonObject("intermediate_values")
          .entrySet()
          .forEach(
              v -> entry.intermediate.put(Integer.valueOf(v.getKey()), v.getValue().getAsDouble()));
    }
    all(op.get("user_attrs"), entry.attributes);
    systemAttributes(op.get("system_attrs"), entry);
    trials.add(entry);
    study.entries.add(entry);
  }

  private static Domain domain(JsonElement text) {
    try {
      return DomainJson.read(text.getAsString());
    } catch (NumberFormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UnknownException(e.getMessage());
    }
  }

  /** Adds the values fixed by Optuna's enqueue_trial, whose distributions are not known yet. */
  private static void systemAttributes(JsonElement attributes, Entry entry) {
    if (attributes instanceof JsonObject json
        && json.get("fixed_params") instanceof JsonObject fixed) {
      fixed
          .entrySet()
          .forEach(p -> entry.values.putIfAbsent(p.getKey(), Setting.value(p.getValue())));
    }
  }

  private void changeTrial(int code, JsonObject op) {
    int id = op.get("trial_id").getAsInt();
    if (id >= trials.size() || trials.get(id).state.finished()) {
      return; // as in Optuna, changes after the end do not count
    }
    Entry entry = trials.get(id);
    entry.seen = null;
    switch (code) {
      case TRIAL_PARAM -> {
        String name = op.get("param_name").getAsString();
        Domain domain = domain(op.get("distribution"));
        Object value = domain.external(op.get("param_value_internal").getAsDouble());
        if (entry.study.accepts(name, domain)) {
          entry.domains.put(name, domain);
          entry.values.put(name, value);
        }
      }
      case TRIAL_STATE -> {
        TrialState state = TrialState.of(op.get("state").getAsInt());
        if (state == TrialState.RUNNING && entry.state == state) {
          return; // another process has taken it
        }
        entry.state = state;
        values(op, entry);
        if (entry.state == TrialState.RUNNING) {
          entry.started = time(op, "datetime_start");
        } else if (entry.state.finished()) {
          entry.completed = time(op, "datetime_complete");
        }
      }
      case TRIAL_INTERMEDIATE ->
          entry.intermediate.put(
              op.get("step").getAsInt(), op.get("intermediate_value").getAsDouble());
      case TRIAL_USER_ATTRIBUTE -> all(op.get("user_attr"), entry.attributes);
      default -> systemAttributes(op.get("system_attr"), entry);
    }
  }

  private static void values(JsonObject op, Entry entry) {
    if (has(op, "values")) {
      entry.value = op.getAsJsonArray("values").get(0).getAsDouble();
    }
  }

  private static boolean has(JsonObject op, String name) {
    return op.has(name) && !(op.get(name) instanceof JsonNull);
  }

  /** A time in the local zone; Optuna 5 writes it with its own zone. */
  private static LocalDateTime time(JsonObject op, String name) {
    if (!has(op, name)) {
      return null;
    }
    String text = op.get(name).getAsString().replace(' ', 'T');
    return text.matches(".*T.*([+-]\\d\\d:?\\d\\d|Z)")
        ? OffsetDateTime.parse(text).atZoneSameInstant(ZoneId.systemDefault()).toLocalDateTime()
        : LocalDateTime.parse(text);
  }

  private static void all(JsonElement from, Map<String, JsonElement> to) {
    if (from instanceof JsonObject json) {
      json.entrySet().forEach(one -> to.put(one.getKey(), one.getValue()));
    }
  }
}
