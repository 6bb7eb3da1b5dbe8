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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Storage;
import org.evenkeel.study.trial.TrialNotes;

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
   *     was interrupted, which it is still then
   * @throws IllegalArgumentException if the objective cannot be evaluated at all
   */
  public static Confirmation of(
      Storage storage,
      Objective objective,
      List<Setting> settings,
      List<Long> seeds,
      int workers,
      Duration time,
      Runnable progress) {
    if (workers < 1) {
      throw new IllegalArgumentException("a confirmation needs a worker: " + workers);
    }
    long end = System.nanoTime() + (time == null ? Duration.ofDays(36_500) : time).toNanos();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    boolean interrupted = false;
    try {
      ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
      int all = 0;
      for (long seed : new LinkedHashSet<>(seeds)) {
        // Pair by pair, so that an early end leaves pairs.
        for (Setting setting : new LinkedHashSet<>(settings)) {
          running.submit(
              () -> {
                confirm(storage, objective, setting, seed);
                progress.run();
                return null;
              });
          all++;
        }
      }
      interrupted = await(running, all, end);
    } finally {
      interrupted |= stop(threads);
    }
    Confirmation known = noted(storage, settings, seeds);
    if (interrupted) {
      Thread.currentThread().interrupt(); // only now: what is known was still to be read
    }
    return known;
  }

  /** What was evaluated before. */
  public static Confirmation noted(Storage storage, List<Setting> settings, List<Long> seeds) {
    List<SortedMap<Long, Double>> values = new ArrayList<>();
    for (Setting setting : settings) {
      SortedMap<Long, Double> known = read(storage, setting);
      known.keySet().retainAll(seeds);
      values.add(known);
    }
    return new Confirmation(List.copyOf(settings), List.copyOf(values));
  }

  /** Evaluates a setting with a seed, unless that was done before. */
  private static void confirm(Storage storage, Objective objective, Setting setting, long seed)
      throws InterruptedException {
    if (read(storage, setting).containsKey(seed)) {
      return;
    }
    Evaluation evaluation = objective.evaluate(setting, seed, DEAF);
    if (evaluation.outcome() == Evaluation.Outcome.CRASHED) {
      evaluation = objective.evaluate(setting, seed, DEAF); // once more, as in a search
    }
    switch (evaluation.outcome()) {
      case DONE, VANISHED -> note(storage, setting, seed, evaluation.value());
      case DIVERGED, INFEASIBLE -> note(storage, setting, seed, null);
      case PRUNED, FAILED, CRASHED -> {
        // Says nothing of the setting.
      }
    }
  }

  /**
   * Waits until all are done or time is up; whether this thread was interrupted or the objective
   * closed.
   */
  private static boolean await(ExecutorCompletionService<Void> running, int all, long end) {
    try {
      for (int done = 0; done < all; done++) {
        Future<Void> one = running.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (one == null) {
          return false; // what is known by now is the answer
        }
        one.get();
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        return true; // who evaluates was closed
      } else if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Ends the threads and waits for them; whether this one was interrupted meanwhile. */
  private static boolean stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    boolean over = false;
    while (!over) {
      try {
        over = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  /** What is known of one setting; not a number where it diverged. */
  private static SortedMap<Long, Double> read(Storage storage, Setting setting) {
    JsonObject entry = entry(entries(storage.attributes().get(NOTE)), setting);
    SortedMap<Long, Double> values = new TreeMap<>();
    if (entry != null) {
      entry
          .getAsJsonObject(TrialNotes.VALUES)
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
            entry.add(TrialNotes.VALUES, new JsonObject());
            entries.add(entry);
          }
          entry
              .getAsJsonObject(TrialNotes.VALUES)
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
