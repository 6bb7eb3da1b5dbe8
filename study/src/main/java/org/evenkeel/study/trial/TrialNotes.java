// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names and values of the notes that a search attaches to its trials; user attributes in an
 * Optuna journal.
 */
public final class TrialNotes {

  /** The seeds that a setting is evaluated with, in order. */
  public static final String SEEDS = "seeds";

  /** The value of each seed that is complete; a loss within this library. */
  public static final String VALUES = "values";

  /** The word of the trial's {@code Evaluation.Outcome}. */
  public static final String OUTCOME = "outcome";

  /** The units of work done, such as training steps. */
  public static final String STEPS = "steps";

  /** A one-line message for people. */
  public static final String MESSAGE = "message";

  /** The number of worker crashes during the trial. */
  public static final String CRASHES = "crashes";

  /** The process and the search that currently run the trial. */
  public static final String OWNER = "owner";

  private static final Gson GSON = new Gson();

  private TrialNotes() {}

  /** The finite loss of each seed that is complete; empty where none is noted. */
  public static SortedMap<Long, Double> values(Trial trial) {
    return values(trial.attributes());
  }

  /**
   * The notes with the values of the seeds as losses, from notes with the values themselves, or the
   * other way round.
   */
  public static Map<String, JsonElement> inverted(
      Map<String, JsonElement> notes, Direction direction) {
    SortedMap<Long, Double> values = direction.maximizes() ? values(notes) : new TreeMap<>();
    if (values.isEmpty()) {
      return notes;
    }
    values.replaceAll((seed, value) -> direction.loss(value));
    Map<String, JsonElement> inverted = new HashMap<>(notes);
    inverted.put(VALUES, json(values));
    return inverted;
  }

  private static SortedMap<Long, Double> values(Map<String, JsonElement> notes) {
    SortedMap<Long, Double> values = new TreeMap<>();
    if (notes.get(VALUES) instanceof JsonObject noted) {
      for (Map.Entry<String, JsonElement> one : noted.entrySet()) {
        // A study of Optuna's own may use this name for something else.
        if (one.getKey().matches("-?\\d{1,18}")
            && one.getValue() instanceof JsonPrimitive value
            && value.isNumber()
            && Double.isFinite(value.getAsDouble())) {
          values.put(Long.valueOf(one.getKey()), value.getAsDouble());
        }
      }
    }
    return values;
  }

  /** The note of a value: a number, a text, or numbers as a list or by seed. */
  public static JsonElement json(Object value) {
    return GSON.toJsonTree(value);
  }

  /** The word of a trial's outcome; empty where none is noted. */
  public static String outcome(Trial trial) {
    return text(trial, OUTCOME);
  }

  /** The word of a trial's outcome, derived from its state where none is noted. */
  public static String outcomeOrState(Trial trial) {
    String noted = outcome(trial);
    if (!noted.isEmpty()) {
      return noted;
    }
    return switch (trial.state()) {
      case COMPLETE -> "done";
      case FAIL -> "failed";
      default -> trial.state().name().toLowerCase(Locale.ROOT);
    };
  }

  /** The message of a trial; empty where there is none. */
  public static String message(Trial trial) {
    return text(trial, MESSAGE);
  }

  /** The units of work of a trial. */
  public static long steps(Trial trial) {
    return number(trial, STEPS);
  }

  /** The number of worker crashes during a trial. */
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
