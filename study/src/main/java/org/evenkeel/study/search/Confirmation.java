// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.TrialOwner;
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

  private static final Gson GSON = new GsonBuilder().serializeNulls().create();

  /** The note of one setting; a value is null where it diverged. */
  private record Entry(JsonObject params, Map<Long, @Nullable Double> values) {}

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
      Journal journal,
      Objective objective,
      List<Setting> settings,
      List<Long> seeds,
      int workers,
      @Nullable Duration time,
      Runnable progress) {
    List<Callable<Ending>> tasks = new ArrayList<>();
    for (long seed : new LinkedHashSet<>(seeds)) {
      // The settings of one seed follow each other, so that an early end leaves whole pairs.
      for (Setting setting : new LinkedHashSet<>(settings)) {
        tasks.add(
            () -> {
              try {
                confirm(journal, objective, setting, seed);
                progress.run();
                return Ending.TRIALS;
              } catch (InterruptedException e) {
                return Ending.INTERRUPTED; // the pool was closed
              }
            });
      }
    }
    TrialOwner run = TrialOwner.enter();
    try {
      if (Search.run(tasks, workers, time) == Ending.INTERRUPTED) {
        Thread.currentThread().interrupt();
      }
    } finally {
      run.leave();
    }
    return noted(journal, settings, seeds);
  }

  /** The values that were evaluated before. */
  public static Confirmation noted(Journal journal, List<Setting> settings, List<Long> seeds) {
    List<SortedMap<Long, Double>> values = new ArrayList<>();
    for (Setting setting : settings) {
      SortedMap<Long, Double> known = read(journal, setting);
      known.keySet().retainAll(seeds);
      values.add(known);
    }
    return new Confirmation(List.copyOf(settings), List.copyOf(values));
  }

  /** Evaluates a setting with a seed unless its value is known. */
  private static void confirm(Journal journal, Objective objective, Setting setting, long seed)
      throws InterruptedException {
    if (read(journal, setting).containsKey(seed)) {
      return;
    }
    Evaluation evaluation = objective.evaluate(setting, seed, IGNORING);
    if (evaluation.outcome() == Evaluation.Outcome.CRASHED) {
      evaluation = objective.evaluate(setting, seed, IGNORING); // one retry, as in a search
    }
    switch (evaluation.outcome()) {
      case DONE, VANISHED -> note(journal, setting, seed, evaluation.value());
      case DIVERGED, INFEASIBLE -> note(journal, setting, seed, null);
      case PRUNED, FAILED, CRASHED -> {
        // No information about the setting.
      }
    }
  }

  /** The known values of one setting by seed; NaN where it diverged. */
  private static SortedMap<Long, Double> read(Journal journal, Setting setting) {
    SortedMap<Long, Double> values = new TreeMap<>();
    Direction direction = journal.direction();
    entry(entries(journal.attributes()), setting)
        .ifPresent(
            entry ->
                entry.values.forEach(
                    (seed, value) ->
                        values.put(seed, value == null ? Double.NaN : direction.loss(value))));
    return values;
  }

  private static void note(Journal journal, Setting setting, long seed, @Nullable Double loss) {
    journal.change(
        change -> {
          List<Entry> entries = entries(change.attributes());
          if (entry(entries, setting).isEmpty()) {
            entries.add(new Entry(setting.json(), new LinkedHashMap<>()));
          }
          Entry entry = entry(entries, setting).orElseThrow();
          entry.values.put(seed, change.direction().value(loss));
          change.note(NOTE, GSON.toJsonTree(entries));
        });
  }

  private static List<Entry> entries(Map<String, JsonElement> attributes) {
    JsonElement noted = attributes.getOrDefault(NOTE, new JsonArray());
    try {
      List<@Nullable Entry> entries = GSON.fromJson(noted, new TypeToken<List<Entry>>() {});
      if (entries != null
          && entries.stream().allMatch(e -> e != null && e.params != null && e.values != null)) {
        return new ArrayList<>(entries);
      }
    } catch (JsonParseException e) {
      // reported below
    }
    throw new IllegalArgumentException(
        "the attribute \"%s\" of a study must hold values by seed: %s does not; remove its line, or use another file"
            .formatted(NOTE, noted));
  }

  private static Optional<Entry> entry(List<Entry> entries, Setting setting) {
    String wanted = setting.json().toString();
    return entries.stream().filter(entry -> entry.params.toString().equals(wanted)).findFirst();
  }

  /** The values of the seeds with which every setting was evaluated. */
  public Confirmation paired() {
    List<SortedMap<Long, Double>> pairs = new ArrayList<>();
    for (SortedMap<Long, Double> one : values) {
      SortedMap<Long, Double> kept = new TreeMap<>(one);
      values.forEach(other -> kept.keySet().retainAll(other.keySet()));
      pairs.add(kept);
    }
    return new Confirmation(settings, List.copyOf(pairs));
  }

  /** The values of one setting by seed; empty if it is none of these settings. */
  public SortedMap<Long, Double> of(Setting setting) {
    int index = settings.indexOf(setting);
    return index < 0 ? Collections.emptySortedMap() : values.get(index);
  }
}
