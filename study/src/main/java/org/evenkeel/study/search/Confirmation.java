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
import org.jspecify.annotations.Nullable;

/**
 * The evaluation of settings with fresh seeds: the best of many trials is the best partly by
 * chance, and its values with seeds that the search did not use are free of that bias. Each value
 * is noted in the study as soon as it is known, so nothing is evaluated twice.
 *
 * @param settings the settings
 * @param values the value of each complete seed, for each setting; NaN where it diverged
 */
public record Confirmation(List<Setting> settings, List<SortedMap<Long, Double>> values) {

  /** The name of the study's note with the values. */
  public static final String NOTE = "confirmation";

  /** A monitor that ignores all reports. */
  private static final Monitor IGNORING = (step, value) -> true;

  /**
   * Evaluates settings with seeds, except those that were evaluated before.
   *
   * @param seeds seeds that no trial used
   * @param workers the number of evaluations that run at once
   * @param time the time limit; null for none
   * @param progress called after each evaluation
   * @return the values known by then; incomplete if time was up or this thread was interrupted, in
   *     which case it remains so
   * @throws IllegalArgumentException if the objective cannot be evaluated at all
   */
  public static Confirmation of(
      Storage storage,
      Objective objective,
      List<Setting> settings,
      List<Long> seeds,
      int workers,
      @Nullable Duration time,
      Runnable progress) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be at least 1: " + workers);
    }
    long end = Budget.deadline(time);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    boolean interrupted = false;
    try {
      ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
      int all = 0;
      for (long seed : new LinkedHashSet<>(seeds)) {
        // The settings of one seed follow each other, so that an early end leaves whole pairs.
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
      interrupted |= Search.stop(threads);
    }
    Confirmation known = noted(storage, settings, seeds);
    if (interrupted) {
      Thread.currentThread().interrupt(); // only now, after the values were read
    }
    return known;
  }

  /** The values that were evaluated before. */
  public static Confirmation noted(Storage storage, List<Setting> settings, List<Long> seeds) {
    List<SortedMap<Long, Double>> values = new ArrayList<>();
    for (Setting setting : settings) {
      SortedMap<Long, Double> known = read(storage, setting);
      known.keySet().retainAll(seeds);
      values.add(known);
    }
    return new Confirmation(List.copyOf(settings), List.copyOf(values));
  }

  /** Evaluates a setting with a seed unless its value is known. */
  private static void confirm(Storage storage, Objective objective, Setting setting, long seed)
      throws InterruptedException {
    if (read(storage, setting).containsKey(seed)) {
      return;
    }
    Evaluation evaluation = objective.evaluate(setting, seed, IGNORING);
    if (evaluation.outcome() == Evaluation.Outcome.CRASHED) {
      evaluation = objective.evaluate(setting, seed, IGNORING); // one retry, as in a search
    }
    switch (evaluation.outcome()) {
      case DONE, VANISHED -> note(storage, setting, seed, evaluation.value());
      case DIVERGED, INFEASIBLE -> note(storage, setting, seed, null);
      case PRUNED, FAILED, CRASHED -> {
        // No information about the setting.
      }
    }
  }

  /** Waits for all evaluations or the end of time; true after an interrupt or a closed pool. */
  private static boolean await(ExecutorCompletionService<Void> running, int all, long end) {
    try {
      for (int done = 0; done < all; done++) {
        Future<Void> one = running.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (one == null) {
          return false;
        }
        one.get();
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        return true; // the pool was closed
      }
      throw Search.failure(e);
    }
  }

  /** The known values of one setting by seed; NaN where it diverged. */
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

  private static void note(Storage storage, Setting setting, long seed, @Nullable Double value) {
    storage.change(
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
        });
  }

  private static JsonArray entries(@Nullable JsonElement noted) {
    return noted instanceof JsonArray array ? array.deepCopy() : new JsonArray();
  }

  private static @Nullable JsonObject entry(JsonArray entries, Setting setting) {
    JsonObject wanted = setting.json();
    for (JsonElement entry : entries) {
      if (entry.getAsJsonObject().get("params").toString().equals(wanted.toString())) {
        return entry.getAsJsonObject();
      }
    }
    return null;
  }

  /** The values of one setting by seed; empty if it is none of these settings. */
  public SortedMap<Long, Double> of(Setting setting) {
    int index = settings.indexOf(setting);
    return index < 0 ? Collections.emptySortedMap() : values.get(index);
  }
}
