// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.jspecify.annotations.Nullable;

/** The replay of a journal's operations into studies and trials, as Optuna does it. */
final class Replay {

  /** An operation that cannot be applied: it is damaged, or one of a later Optuna. */
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    final boolean damaged;

    UnreadableException(boolean damaged, String message) {
      super(message);
      this.damaged = damaged;
    }
  }

  /** A study of the journal. */
  record Study(
      int id,
      String name,
      List<Integer> directions,
      Map<String, JsonElement> attributes,
      List<Entry> entries) {

    /** The direction; empty if there is not exactly one. */
    Optional<Direction> direction() {
      if (directions.equals(List.of(MINIMIZE))) {
        return Optional.of(Direction.MINIMIZE);
      } else if (!directions.equals(List.of(MAXIMIZE))) {
        return Optional.empty();
      }
      JsonElement best = attributes.get(BEST);
      boolean known =
          best instanceof JsonPrimitive one && one.isNumber() && Double.isFinite(one.getAsDouble());
      return Optional.of(Direction.maximize(known ? best.getAsDouble() : 0));
    }

    private void attribute(String key, JsonElement value) {
      attributes.put(key, value);
      if (key.equals(BEST)) {
        entries.forEach(entry -> entry.seen = null);
      }
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
    private @Nullable Double value;
    private @Nullable LocalDateTime started;
    private @Nullable LocalDateTime completed;
    private @Nullable Trial seen; // null after a change

    private Entry(int id, Study study) {
      this.id = id;
      this.study = study;
      this.number = study.entries.size();
    }

    Trial trial() {
      if (seen == null) {
        Map<String, Object> shown = new LinkedHashMap<>(values);
        if (state.finished()) {
          shown.keySet().retainAll(domains.keySet()); // not those enqueued but never requested
        }
        Direction direction = study.direction().orElse(Direction.MINIMIZE);
        TreeMap<Integer, Double> losses = new TreeMap<>(intermediate);
        losses.replaceAll((step, reported) -> direction.loss(reported));
        seen =
            new Trial(
                number,
                state,
                new Setting(shown),
                domains,
                direction.loss(value),
                losses,
                TrialNotes.inverted(attributes, direction),
                started,
                completed);
      }
      return seen;
    }
  }

  /** Optuna's numbers of the directions. */
  static final int MINIMIZE = 1;

  static final int MAXIMIZE = 2;

  /** The attribute of a study that maximizes with the value that cannot be exceeded. */
  static final String BEST = "evenkeel:best";

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
   * @throws UnreadableException if a field is missing or invalid, or the operation is unknown
   */
  void apply(JsonObject op) {
    int code = Fields.field(op, "op_code", Integer.class);
    switch (code) {
      case CREATE_STUDY -> createStudy(op);
      case DELETE_STUDY -> studies.remove(Fields.field(op, "study_id", Integer.class));
      case STUDY_USER_ATTRIBUTE -> {
        Study study = studies.get(Fields.field(op, "study_id", Integer.class));
        if (study != null) {
          Fields.each(op, "user_attr", study::attribute);
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
          throw new UnreadableException(
              false,
              "unknown operation %d, of a later Optuna; continue the study there".formatted(code));
    }
  }

  private void createStudy(JsonObject op) {
    String name = Fields.field(op, "study_name", String.class);
    if (studies.values().stream().anyMatch(study -> study.name.equals(name))) {
      return; // created by two processes at once: the first one counts
    }
    Integer[] directions = Fields.field(op, "directions", Integer[].class);
    studies.put(
        created,
        new Study(created, name, Arrays.asList(directions), new HashMap<>(), new ArrayList<>()));
    created++;
  }

  private void createTrial(JsonObject op) {
    Study study = studies.get(Fields.field(op, "study_id", Integer.class));
    if (study == null) {
      return;
    }
    Entry entry = new Entry(trials.size(), study);
    if (Fields.optional(op, "state", JsonElement.class) != null) {
      entry.state = state(op);
    }
    entry.started = Fields.time(op, "datetime_start");
    entry.completed = Fields.time(op, "datetime_complete");
    Fields.each(op, "distributions", (name, text) -> entry.domains.put(name, domain(text)));
    Fields.each(
        op,
        "params",
        (name, number) -> entry.values.put(name, external(entry.domains.get(name), number)));
    entry.value = Fields.optional(op, "value", Double.class);
    values(op, entry);
    Fields.each(
        op,
        "intermediate_values",
        (step, value) ->
            entry.intermediate.put(
                Fields.json(step, Integer.class), Fields.json(value, Double.class)));
    Fields.each(op, "user_attrs", entry.attributes::put);
    enqueued(op, "system_attrs", entry);
    trials.add(entry);
    study.entries.add(entry);
  }

  private static TrialState state(JsonObject op) {
    int number = Fields.field(op, "state", Integer.class);
    return TrialState.of(number)
        .orElseThrow(() -> new UnreadableException(true, "no state " + number));
  }

  private static Domain domain(JsonElement text) {
    try {
      return DomainJson.read(Fields.json(text, String.class));
    } catch (NumberFormatException e) {
      throw new UnreadableException(true, "a distribution has a value that is no number");
    } catch (IllegalArgumentException e) {
      throw new UnreadableException(false, e.getMessage());
    }
  }

  /** The value of a number in a journal. */
  private static Object external(@Nullable Domain domain, JsonElement number) {
    double internal = Fields.json(number, Double.class);
    if (domain == null
        || (domain instanceof CategoricalDomain
            && !(internal >= 0 && internal < domain.size() && internal == Math.rint(internal)))) {
      throw new UnreadableException(true, "no value %s in %s".formatted(number, domain));
    }
    return domain.external(internal);
  }

  /** Adds the values fixed by Optuna's enqueue_trial, whose distributions are not known yet. */
  private static void enqueued(JsonObject op, String name, Entry entry) {
    JsonObject attributes = Fields.optional(op, name, JsonObject.class);
    if (attributes != null) {
      Fields.each(
          attributes,
          "fixed_params",
          (fixed, value) -> entry.values.putIfAbsent(fixed, Setting.value(value)));
    }
  }

  private void changeTrial(int code, JsonObject op) {
    int id = Fields.field(op, "trial_id", Integer.class);
    if (id < 0) {
      throw new UnreadableException(true, "no trial %d".formatted(id));
    }
    if (id >= trials.size() || trials.get(id).state.finished()) {
      return; // as in Optuna, changes after the end do not count
    }
    Entry entry = trials.get(id);
    entry.seen = null;
    switch (code) {
      case TRIAL_PARAM -> {
        String name = Fields.field(op, "param_name", String.class);
        Domain domain = domain(Fields.field(op, "distribution", JsonElement.class));
        Object value =
            external(domain, Fields.field(op, "param_value_internal", JsonElement.class));
        if (entry.study.accepts(name, domain)) {
          entry.domains.put(name, domain);
          entry.values.put(name, value);
        }
      }
      case TRIAL_STATE -> {
        TrialState state = state(op);
        if (state == TrialState.RUNNING && entry.state == state) {
          return; // another process has taken it
        }
        entry.state = state;
        values(op, entry);
        if (entry.state == TrialState.RUNNING) {
          entry.started = Fields.time(op, "datetime_start");
        } else if (entry.state.finished()) {
          entry.completed = Fields.time(op, "datetime_complete");
        }
      }
      case TRIAL_INTERMEDIATE ->
          entry.intermediate.put(
              Fields.field(op, "step", Integer.class),
              Fields.field(op, "intermediate_value", Double.class));
      case TRIAL_USER_ATTRIBUTE -> Fields.each(op, "user_attr", entry.attributes::put);
      default -> enqueued(op, "system_attr", entry);
    }
  }

  private static void values(JsonObject op, Entry entry) {
    Double[] values = Fields.optional(op, "values", Double[].class);
    if (values != null) {
      if (values.length == 0) {
        throw new UnreadableException(true, "no value in values");
      }
      entry.value = values[0];
    }
  }
}
