// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a search notes of its trials; user attributes in an Optuna journal. */
public final class TrialNotes {

  /** The seeds a setting is tried with, in order. */
  public static final String SEEDS = "seeds";

  /** The value for each seed that is done. */
  public static final String VALUES = "values";

  /** How it ended: the label of an {@code Evaluation.Outcome}. */
  public static final String OUTCOME = "outcome";

  /** Units of work done, such as training steps. */
  public static final String STEPS = "steps";

  /** One line for people. */
  public static final String MESSAGE = "message";

  /** How often a worker ended in the middle of it. */
  public static final String CRASHES = "crashes";

  /** Who is at it. */
  public static final String OWNER = "owner";

  private TrialNotes() {}

  /** The finite value of each seed that is done; empty where none is noted. */
  public static SortedMap<Long, Double> values(Trial trial) {
    SortedMap<Long, Double> values = new TreeMap<>();
    if (trial.attributes().get(VALUES) instanceof JsonObject noted) {
      for (Map.Entry<String, JsonElement> one : noted.entrySet()) {
        if (one.getKey().matches("-?\\d{1,18}")
            && one.getValue() instanceof JsonPrimitive value
            && value.isNumber()
            && Double.isFinite(
                value.getAsDouble())) { // Optuna's users may note something else under that name
          values.put(Long.valueOf(one.getKey()), value.getAsDouble());
        }
      }
    }
    return values;
  }

  /** Values of seeds as they are noted. */
  public static JsonElement values(SortedMap<Long, Double> values) {
    JsonObject json = new JsonObject();
    values.forEach((seed, value) -> json.addProperty(Long.toString(seed), value));
    return json;
  }

  /** Seeds as they are noted. */
  public static JsonElement seeds(List<Long> seeds) {
    JsonArray json = new JsonArray();
    seeds.forEach(json::add);
    return json;
  }

  /** How a trial ended; empty where it is not noted. */
  public static String outcome(Trial trial) {
    return text(trial, OUTCOME);
  }

  /** One line for people; empty where there is none. */
  public static String message(Trial trial) {
    return text(trial, MESSAGE);
  }

  /** Units of work that a trial has cost. */
  public static long steps(Trial trial) {
    return number(trial, STEPS);
  }

  /** How often a worker ended in the middle of a trial. */
  public static int crashes(Trial trial) {
    return (int) number(trial, CRASHES);
  }

  private static String text(Trial trial, String name) {
    return trial.attributes().get(name) instanceof JsonPrimitive noted ? noted.getAsString() : "";
  }

  private static long number(Trial trial, String name) {
    return trial.attributes().get(name) instanceof JsonPrimitive noted && noted.isNumber()
        ? noted.getAsLong()
        : 0;
  }
}
