// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Fingerprint;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.result.Origin;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.trial.Direction;
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

  /** The attribute of a study that holds what a result says of its data and network. */
  private static final String FACTS = "evenkeel:facts";

  private static final Gson GSON = new Gson();

  /** What a result says of data and network, so that it can be told when they have changed. */
  private record Facts(
      String network, String data, @Nullable String read, @Nullable TheoryRange theory) {}

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
    Direction direction = plan.minimized().direction();
    Journal journal = Journal.open(file, name, direction);
    if (journal.direction().maximizes()) {
      if (!direction.maximizes()) {
        throw new IllegalArgumentException(
            "%s: this study maximizes its value, and lower is better for the metric %s; give another metric, or another file"
                .formatted(file, plan.minimized().metric()));
      }
      journal.bestPossible(direction.best()); // of one that Optuna created
    }
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
    Experiment.Prepared prepared = plan.representative().prepare();
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
    Fingerprint first = fingerprint(known).orElseThrow();
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

  private static Optional<Fingerprint> fingerprint(Map<String, JsonElement> attributes) {
    return Optional.ofNullable(attributes.get(DATA))
        .map(noted -> GSON.fromJson(noted, Fingerprint.class));
  }

  /** Notes what results say of data and network, unless that is known. */
  void remember(StudyOutcome outcome) {
    Origin origin = outcome.origin();
    Facts facts =
        new Facts(origin.network(), origin.data(), origin.read(), outcome.theory().orElse(null));
    journal.exclusively(
        change -> {
          if (!change.attributes().containsKey(FACTS)) {
            change.note(FACTS, GSON.toJsonTree(facts));
          }
          return facts;
        });
  }

  /**
   * The result so far. Nothing is run, written or loaded; where the data have changed or are gone,
   * it says so and tells of those that its trials were trained on.
   */
  StudyResult result() {
    Map<String, JsonElement> known = journal.attributes();
    Optional<Fingerprint> first = fingerprint(known);
    Facts facts = GSON.fromJson(known.get(FACTS), Facts.class);
    Optional<String> remark = first.flatMap(this::changed);
    Origin origin;
    Optional<TheoryRange> theory = Optional.ofNullable(facts).map(Facts::theory);
    if (remark.isPresent()) {
      String data = facts == null ? first.get().toString() : facts.data();
      origin =
          new Origin(
              null,
              Experiment.VERSION,
              plan.seed(),
              facts == null ? null : facts.network(),
              data,
              facts == null ? null : facts.read(),
              null,
              remark.get());
    } else {
      Experiment.Prepared shown = plan.experiment().described();
      origin = shown.origin(null);
      if (facts == null) {
        theory = MultiplierTheory.of(plan, plan.space(), shown, Subject::described);
      }
    }
    return new StudyOutcome(plan, plan.space(), journal, file, origin, theory).result(null);
  }

  /** How the data differ from those that the trials were trained on; empty if they do not. */
  private Optional<String> changed(Fingerprint first) {
    try {
      Fingerprint now = Fingerprint.of(plan.experiment().open().split());
      return now.equals(first)
          ? Optional.empty()
          : Optional.of(
              "the data have changed: the trials were trained on %s; now there are %s"
                  .formatted(first, now));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return Optional.of(
          "the data can no longer be read: the trials were trained on %s (%s)"
              .formatted(first, e.getMessage()));
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
   * @param metric the metric that it was told of; null for none
   */
  void requireNamed(@Nullable NetworkSource named, @Nullable String metric) {
    Goal goal = plan.minimized();
    if (goal.isOwnMetric() && !goal.metric().equals(metric)) {
      throw new IllegalArgumentException(
          "%s: a class that only a study's file names is not loaded: %s; to load it, add --metric %s"
              .formatted(file, goal.metric(), goal.metric()));
    }
    if (plan.experiment().network() instanceof NetworkSource.Factory factory
        && !(named instanceof NetworkSource.Factory known
            && factory.absolute().withoutArguments().equals(known.absolute().withoutArguments()))) {
      throw new IllegalArgumentException(
          "%s: a class that only a study's file names is not loaded: %s; to load it, add %s"
              .formatted(file, factory.className(), factory.options()));
    }
  }
}
