// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.evenkeel.study.objective.Monitor;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one evaluation, from whichever attempts of its task, on the driver.
 *
 * <p>The training is the same in each attempt. So a step that was answered is answered as before,
 * without another word to the study; notes and progress are passed on once.
 */
final class Conversation implements AutoCloseable {

  /** The answer that training goes on. */
  static final String GO = "go";

  /** The answer that training stops, as the trial is pruned. */
  static final String STOP = "stop";

  /** The answer to an attempt that nobody waits for any more. */
  static final String GONE = "gone";

  private static final Map<String, Conversation> OPEN = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final Monitor monitor;
  private final Map<Integer, String> answers = new HashMap<>();
  private final Map<String, JsonElement> notes = new HashMap<>();
  private long worked;
  private boolean closed;
  private @Nullable Throwable failure;

  private Conversation(Monitor monitor) {
    this.monitor = monitor;
  }

  static Conversation open(Monitor monitor) {
    Conversation opened = new Conversation(monitor);
    OPEN.put(opened.id, opened);
    return opened;
  }

  String id() {
    return id;
  }

  /** The answer to a report of an attempt. */
  static String answer(String report) {
    JsonObject json = JsonParser.parseString(report).getAsJsonObject();
    Conversation open = OPEN.get(json.get("id").getAsString());
    return open == null ? GONE : open.take(json);
  }

  private synchronized String take(JsonObject report) {
    if (closed || failure != null) {
      return GONE;
    }
    try {
      return passedOn(report);
    } catch (RuntimeException | Error e) {
      failure = e; // for the thread that evaluates
      return GONE;
    }
  }

  private String passedOn(JsonObject report) {
    if (report.has("step")) {
      double value = report.has("value") ? report.get("value").getAsDouble() : Double.NaN;
      return answers.computeIfAbsent(
          report.get("step").getAsInt(), step -> monitor.report(step, value) ? GO : STOP);
    } else if (report.has("note")) {
      String key = report.get("note").getAsString();
      JsonElement value = report.has("value") ? report.get("value") : JsonNull.INSTANCE;
      if (!value.equals(notes.put(key, value))) {
        monitor.note(key, value);
      }
    } else {
      long units = report.get("worked").getAsLong();
      if (units > worked) {
        worked = units;
        monitor.worked(units);
      }
    }
    return GO;
  }

  /** Throws what a report to the study threw. */
  synchronized void throwFailure() {
    if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw (RuntimeException) Objects.requireNonNull(failure);
    }
  }

  /** Ends the conversation: what attempts report from now on is not passed on. */
  @Override
  public void close() {
    OPEN.remove(id);
    synchronized (this) {
      closed = true;
    }
  }
}
