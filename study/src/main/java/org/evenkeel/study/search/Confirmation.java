// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Storage;

/**
 * Settings evaluated again, with seeds that the search did not use: the best of many trials is the
 * best partly by luck, and with fresh seeds that luck is gone. Every value is noted of the study as
 * soon as it is known, so nothing is evaluated twice.
 *
 * @param settings the settings
 * @param values for each of them the value of each seed that is done; not a number where it
 *     diverged
 */
public record Confirmation(List<Setting> settings, List<SortedMap<Long, Double>> values) {

  /** The note of the study that holds the values. */
  public static final String NOTE = "confirmation";

  /** Nobody listens to what happens on the way. */
  private static final Monitor DEAF =
      new Monitor() {
        @Override
        public boolean report(int step, double value) {
          return true;
        }

        @Override
        public void note(String key, JsonElement value) {}

        @Override
        public void worked(long units) {}
      };

  /**
   * Evaluates settings with seeds, or reads what was evaluated before.
   *
   * @param settings the settings
   * @param seeds seeds that no trial used
   * @param workers how many evaluations run at once
   * @param time the most time it may take; null for no limit
   * @param progress told of each evaluation
   * @return what is known by then; also what is not complete, because time was up or this thread
   *     was interrupted
   */
  public static Confirmation of(
      Storage storage,
      Objective objective,
      List<Setting> settings,
      List<Long> seeds,
      int workers,
      Duration time,
      Runnable progress) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    List<Future<?>> all = new ArrayList<>();
    for (long seed : seeds) {
      for (Setting setting : settings) { // pair by pair, so that an early end leaves pairs
        all.add(
            threads.submit(
                () -> {
                  if (!read(storage, setting).containsKey(seed)) {
                    Evaluation evaluation = objective.evaluate(setting, seed, DEAF);
                    if (evaluation.outcome() != Evaluation.Outcome.CRASHED
                        && evaluation.outcome() != Evaluation.Outcome.FAILED) {
                      note(storage, setting, seed, evaluation.value());
                    }
                  }
                  progress.run();
                  return null;
                }));
      }
    }
    await(all, time);
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Confirmation(
        List.copyOf(settings),
        settings.stream()
            .map(setting -> read(storage, setting))
            .peek(values -> values.keySet().retainAll(seeds))
            .toList());
  }

  private static void await(List<Future<?>> all, Duration time) {
    long end = System.nanoTime() + (time == null ? Duration.ofDays(36_500) : time).toNanos();
    try {
      for (Future<?> one : all) {
        one.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      return; // what is known by now is the answer
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What is known of one setting; not a number where it diverged. */
  private static SortedMap<Long, Double> read(Storage storage, Setting setting) {
    JsonObject entry = entry(entries(storage.attributes().get(NOTE)), setting);
    SortedMap<Long, Double> values = new TreeMap<>();
    if (entry != null) {
      entry
          .getAsJsonObject(Notes.VALUES)
          .entrySet()
          .forEach(
              v ->
                  values.put(
                      Long.valueOf(v.getKey()),
                      v.getValue().isJsonNull() ? Double.NaN : v.getValue().getAsDouble()));
    }
    return values;
  }

  private static void note(Storage storage, Setting setting, long seed, Double value) {
    storage.exclusively(
        change -> {
          JsonArray entries = entries(change.attributes().get(NOTE));
          JsonObject entry = entry(entries, setting);
          if (entry == null) {
            entry = new JsonObject();
            entry.add("params", setting.json());
            entry.add(Notes.VALUES, new JsonObject());
            entries.add(entry);
          }
          entry
              .getAsJsonObject(Notes.VALUES)
              .add(
                  Long.toString(seed),
                  value == null || !Double.isFinite(value)
                      ? JsonNull.INSTANCE
                      : new JsonPrimitive(value));
          change.note(NOTE, entries);
          return null;
        });
  }

  private static JsonArray entries(JsonElement noted) {
    return noted instanceof JsonArray array ? array.deepCopy() : new JsonArray();
  }

  private static JsonObject entry(JsonArray entries, Setting setting) {
    JsonObject wanted = setting.json();
    for (JsonElement entry : entries) {
      if (entry.getAsJsonObject().get("params").toString().equals(wanted.toString())) {
        return entry.getAsJsonObject();
      }
    }
    return null;
  }

  /** What was evaluated of one of the settings. */
  public SortedMap<Long, Double> of(Setting setting) {
    int index = settings.indexOf(setting);
    return index < 0 ? Collections.emptySortedMap() : values.get(index);
  }
}
