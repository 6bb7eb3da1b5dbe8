// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Fingerprint;
import org.evenkeel.study.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * A study on disk with its plan.
 *
 * <p>A journal is data: its plan consists of typed values, and names a class of the user's without
 * causing it to be loaded.
 *
 * @param plan the plan, as it is stored
 */
record StoredStudy(Path file, Journal journal, StudyPlan plan) {

  /** The attribute of a study that holds the fingerprint of its data. */
  private static final String DATA = "evenkeel:data";

  /** The attribute of a study that holds the digest of the user's classes behind its network. */
  private static final String CLASSES = "evenkeel:classes";

  private static final Gson GSON = new Gson();

  /**
   * A study with a plan; empty if the file has no such study, or no plan of it. Nothing is written.
   *
   * @param name the study's name; null for the only one in the file
   * @param reader reads the plan
   */
  static Optional<StoredStudy> find(
      Path file, @Nullable String name, Function<JsonElement, StudyPlan> reader) {
    return Journal.find(file, name).flatMap(journal -> of(file, journal, reader));
  }

  /**
   * A study that another process created.
   *
   * @throws IllegalArgumentException if there is no such study, or no plan of it
   */
  static StoredStudy existing(
      Path file, @Nullable String name, Function<JsonElement, StudyPlan> reader) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "no such study: '%s'; create it with evenkeel tune --study %s".formatted(file, file));
    }
    return of(file, Journal.existing(file, name), reader)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "this study has no plan of Evenkeel's: '%s'; resume it with evenkeel tune --study %s"
                        .formatted(file, file)));
  }

  private static Optional<StoredStudy> of(
      Path file, Journal journal, Function<JsonElement, StudyPlan> reader) {
    JsonElement note = journal.attributes().get(StudyPlan.NOTE);
    if (note == null) {
      return Optional.empty();
    }
    try {
      StudyPlan plan = reader.apply(note);
      plan.space();
      return Optional.of(new StoredStudy(file, journal, plan));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Creates a study, or takes the one that another process has created meanwhile. Its plan must be
   * known to be valid: a study that is refused leaves no file.
   */
  static StoredStudy create(
      Path file, @Nullable String name, StudyPlan plan, Function<JsonElement, StudyPlan> reader) {
    JsonObject json = plan.json();
    Journal journal = Journal.open(file, name);
    journal.change(
        change -> {
          if (!change.attributes().containsKey(StudyPlan.NOTE)) {
            change.note(StudyPlan.NOTE, json);
          }
        });
    return of(file, journal, reader).orElseThrow();
  }

  /**
   * The study's experiment with its examples read.
   *
   * @throws IllegalArgumentException if they are not those that the study began with
   */
  Experiment.Prepared prepare() {
    Experiment.Prepared prepared = plan.experiment().prepare();
    requireSame(prepared);
    return prepared;
  }

  /** The same study with its data in another place. */
  StoredStudy withData(String source) {
    Experiment experiment = plan.experiment();
    DataSource elsewhere =
        ((TrainingData.FromSource) experiment.data()).source().withSource(source).absolute();
    return new StoredStudy(file, journal, plan.withExperiment(experiment.withSource(elsewhere)));
  }

  /**
   * Checks that data and the user's classes are those that the study began with. A study that has
   * no fingerprints yet takes these.
   *
   * @throws IllegalArgumentException if they are not, naming both fingerprints
   */
  void requireSame(Experiment.Prepared prepared) {
    Fingerprint data = Fingerprint.of(prepared.split());
    Optional<String> classes = plan.experiment().network().classes();
    Map<String, JsonElement> known =
        journal.exclusively(
            change -> {
              if (!change.attributes().containsKey(DATA)) {
                change.note(DATA, GSON.toJsonTree(data));
                classes.ifPresent(digest -> change.note(CLASSES, new JsonPrimitive(digest)));
              }
              return change.attributes();
            });
    Fingerprint first = GSON.fromJson(known.get(DATA), Fingerprint.class);
    if (!data.equals(first)) {
      throw new IllegalArgumentException(
          "%s: its trials were trained on other data: %s; now there are %s; give it its own data back, or take another file"
              .formatted(file, first, data));
    }
    String before = known.containsKey(CLASSES) ? known.get(CLASSES).getAsString() : "";
    String now = classes.orElse("");
    if (!before.equals(now)) {
      throw new IllegalArgumentException(
          "%s: its trials trained another model: the classes behind it have SHA-256 %s, not %s; give it its own classes back, or take another file"
              .formatted(file, shown(now), shown(before)));
    }
  }

  private static String shown(String digest) {
    return digest.substring(0, Math.min(12, digest.length()));
  }

  /** Checks that this is the study of a plan. */
  void requireSame(StudyPlan other) {
    if (!plan.sameStudy(other)) {
      throw new IllegalArgumentException(
          "this study was created with different options (%s); omit them to resume it, or use another file"
              .formatted(plan));
    }
  }

  /**
   * Checks that a class of the user's is named elsewhere than in the journal alone.
   *
   * @param named the network that this process was told of; null for none
   */
  void requireNamed(@Nullable NetworkSource named) {
    if (plan.experiment().network() instanceof NetworkSource.Factory factory
        && !factory.absolute().equals(named == null ? null : named.absolute())) {
      throw new IllegalArgumentException(
          "%s: a class that only a study's file names is not loaded: %s; to load it, add %s"
              .formatted(file, factory.className(), factory.options()));
    }
  }
}
