// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.space.Space;

/**
 * What a study is about, as it stands in its file, so that it can be gone on with and joined.
 *
 * @param arguments the options of its training runs, as {@code evenkeel train} takes them
 * @param search what is searched, as --search takes it
 * @param seeds with how many seeds each setting is tried
 * @param theory whether theory goes first
 * @param samplerSeed the seed by which settings are chosen
 * @param checked how often the winner and multiplier 1 are trained again at the end
 */
record StudyPlan(
    List<String> arguments,
    String search,
    int seeds,
    boolean theory,
    long samplerSeed,
    int checked) {

  /** The note on a study that holds this. */
  static final String NOTE = "evenkeel";

  StudyPlan {
    arguments = List.copyOf(arguments);
    if (seeds < 1) {
      throw new IllegalArgumentException(
          "a setting is tried with at least one seed: %d; 3 tell more".formatted(seeds));
    }
    if (checked < 2) {
      throw new IllegalArgumentException(
          "an effect needs at least two pairs of runs: %d; 6 tell more".formatted(checked));
    }
  }

  /**
   * What is searched.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  Space space() {
    Space space = Space.parse(search);
    List<String> known = TrialRuns.searchable();
    space
        .hyperparameters()
        .forEach(
            h -> {
              if (!known.contains(h.name())) {
                throw new IllegalArgumentException(
                    "--search names options that train takes: \"%s\" is none that can be searched; choose among %s"
                        .formatted(h.name(), String.join(", ", known)));
              }
            });
    return space;
  }

  /** The seeds of every setting: the study's own first. */
  List<Long> trialSeeds(long first) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      all.add(first + i);
    }
    return all;
  }

  /** Seeds that no trial used, for the comparison at the end. */
  List<Long> freshSeeds(long first) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < checked; i++) {
      all.add(first + 1000 + i);
    }
    return all;
  }

  /** As options of tune. */
  @Override
  public String toString() {
    return "%s --search %s --seeds %d --sampler-seed %d --confirm %d%s"
        .formatted(
            String.join(" ", arguments),
            search,
            seeds,
            samplerSeed,
            checked,
            theory ? "" : " --no-theory");
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    JsonArray list = new JsonArray();
    arguments.forEach(list::add);
    json.add("arguments", list);
    json.addProperty("search", search);
    json.addProperty("seeds", seeds);
    json.addProperty("theory", theory);
    json.addProperty("samplerSeed", samplerSeed);
    json.addProperty("checked", checked);
    return json;
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static StudyPlan read(JsonElement note) {
    try {
      JsonObject json = note.getAsJsonObject();
      List<String> arguments = new ArrayList<>();
      json.getAsJsonArray("arguments").forEach(one -> arguments.add(one.getAsString()));
      return new StudyPlan(
          arguments,
          json.get("search").getAsString(),
          json.get("seeds").getAsInt(),
          json.get("theory").getAsBoolean(),
          json.get("samplerSeed").getAsLong(),
          json.get("checked").getAsInt());
    } catch (IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | ClassCastException e) {
      throw new IllegalArgumentException(
          "a study notes what it is about as \"%s\": %s is something else".formatted(NOTE, note),
          e);
    }
  }
}
