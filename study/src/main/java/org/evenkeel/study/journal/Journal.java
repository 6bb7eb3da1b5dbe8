// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/**
 * A study as a journal of Optuna's operations, in a file of JSON lines or in memory. Several
 * threads may use it at once, and so may several processes a file, including Optuna's. Changes are
 * on the disk when a method returns.
 *
 * <p>An incomplete last line, left by a killed process, is cut off before the next one is written.
 * An invalid line elsewhere is an error that names it, and then nothing is written.
 *
 * <p>A journal holds strict JSON: reports and values of trials that are not finite are not written,
 * and are null in notes. As in Optuna, the kind, scale and choices of a hyperparameter cannot
 * change within a study, but its bounds can.
 */
public final class Journal {

  private final @Nullable JournalFile file;
  private final ReentrantLock here;

  /** The operations of a study in memory. */
  private final List<JsonObject> operations = new ArrayList<>();

  private Replay replay = new Replay();
  private String name;

  private Journal(@Nullable JournalFile file, ReentrantLock here, String name) {
    this.file = file;
    this.here = here;
    this.name = name;
  }

  /** A new study in memory that minimizes. */
  public static Journal inMemory() {
    return inMemory(Direction.MINIMIZE);
  }

  /** A new study in memory. */
  public static Journal inMemory(Direction direction) {
    Journal journal = new Journal(null, new ReentrantLock(), "study");
    journal.create(direction);
    return journal;
  }

  /**
   * Opens a study, which is created if there is none of that name; it minimizes then.
   *
   * @param path the file, which is created if there is none
   * @param name the study's name; null for the only one in the file, or for a new one named like
   *     the file
   * @throws IllegalArgumentException as with a direction
   * @throws java.io.UncheckedIOException if the file cannot be read or written
   */
  public static Journal open(Path path, @Nullable String name) {
    return open(path, name, Direction.MINIMIZE);
  }

  /**
   * Opens a study, which is created if there is none of that name.
   *
   * @param path the file, which is created if there is none
   * @param name the study's name; null for the only one in the file, or for a new one named like
   *     the file
   * @param direction the direction of a new study; one that exists keeps its own
   * @throws IllegalArgumentException if the file is not a journal, is damaged, holds several
   *     studies and no name is given, or if the study has several values
   * @throws java.io.UncheckedIOException if the file cannot be read or written
   */
  public static Journal open(Path path, @Nullable String name, Direction direction) {
    Journal journal = read(path, name);
    if (!journal.exists()) {
      journal.create(direction);
    }
    return journal.ofOneValue();
  }

  /**
   * An existing study; empty if there is none of that name. Nothing is written until it is changed.
   *
   * @param path the file
   * @param name the study's name; null for the only one in the file
   * @throws IllegalArgumentException as by {@link #open}
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Optional<Journal> find(Path path, @Nullable String name) {
    return Optional.of(read(path, name)).filter(Journal::exists).map(Journal::ofOneValue);
  }

  /**
   * Opens an existing study; nothing is written until it is changed.
   *
   * @param path the file
   * @param name the study's name; null for the only one in the file
   * @throws IllegalArgumentException if there is no such study, or as by {@link #open}
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Journal existing(Path path, @Nullable String name) {
    Journal journal = read(path, name);
    if (!journal.exists()) {
      throw new IllegalArgumentException(
          "no study \"%s\" in %s; give the name of one: %s"
              .formatted(
                  journal.name,
                  path,
                  journal.names().isEmpty() ? "none" : String.join(", ", journal.names())));
    }
    return journal.ofOneValue();
  }

  private static Journal read(Path path, @Nullable String name) {
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "a study must be a regular file: %s is a device or a pipe; give another file"
              .formatted(path));
    }
    Path last = path.getFileName();
    String stem = last == null ? "study" : last.toString().replaceFirst("\\.[^.]*$", "");
    Journal journal = new Journal(new JournalFile(path), JournalLock.here(path), stem);
    journal.refresh();
    List<String> names = journal.names();
    if (name == null && names.size() > 1) {
      throw new IllegalArgumentException(
          "%s holds several studies; give the name of one: %s"
              .formatted(path, String.join(", ", names)));
    }
    if (name != null || !names.isEmpty()) {
      journal.name = name != null ? name : names.get(0);
    }
    return journal;
  }

  private List<String> names() {
    return replay.studies().stream().map(Replay.Study::name).toList();
  }

  private boolean exists() {
    return names().contains(name);
  }

  private Journal ofOneValue() {
    if (study().direction().isEmpty()) {
      throw new IllegalArgumentException(
          "the study \"%s\" in %s does not minimize or maximize one value; give another study"
              .formatted(name, file == null ? "memory" : file.path()));
    }
    return this;
  }

  private void create(Direction direction) {
    locked(
        written -> {
          if (replay.studies().stream().noneMatch(s -> s.name().equals(name))) {
            JsonObject op = Change.createStudy(name, direction);
            replay.apply(op);
            written.add(op);
            if (direction.best() != 0) {
              new Change(replay, study(), written)
                  .note(Replay.BEST, new JsonPrimitive(direction.best()));
            }
          }
          return null;
        });
  }

  /** The study's direction. The values of its trials are losses here, whatever it is. */
  public Direction direction() {
    return read(study -> study.direction().orElse(Direction.MINIMIZE));
  }

  /** Notes the value that cannot be exceeded, in a study that maximizes and has none. */
  public void bestPossible(double best) {
    change(
        change -> {
          if (change.direction().maximizes() && !change.attributes().containsKey(Replay.BEST)) {
            change.note(Replay.BEST, new JsonPrimitive(best));
          }
        });
  }

  /** The study's name. */
  public String name() {
    return name;
  }

  private Replay.Study study() {
    return replay.studies().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the study \"%s\" is no longer in %s"
                        .formatted(name, file == null ? "memory" : file.path())));
  }

  /** Reads the changes by other processes. */
  private void refresh() {
    if (file == null) {
      return;
    }
    if (file.rewritten()) {
      forget();
    }
    try {
      file.read(replay::apply);
    } catch (IllegalArgumentException e) {
      // Without the lock, a line may have been read while it was cut off: read once more.
      forget();
      try {
        file.read(replay::apply);
      } catch (RuntimeException again) {
        forget(); // the error recurs, so nothing is ever written behind it
        throw again;
      }
    }
  }

  /** Returns to the operations that are kept. */
  private void forget() {
    replay = new Replay();
    if (file == null) {
      operations.forEach(replay::apply);
    } else {
      file.rewind();
    }
  }

  /** The trials in the order of their numbers, as written by all processes so far. */
  public List<Trial> trials() {
    return read(Replay.Study::trials);
  }

  /** The notes of the study itself, by name. */
  public Map<String, JsonElement> attributes() {
    return read(study -> Map.copyOf(study.attributes()));
  }

  private <T> T read(Function<Replay.Study, T> part) {
    here.lock();
    try {
      refresh();
      return part.apply(study());
    } finally {
      here.unlock();
    }
  }

  /**
   * Reads and writes the study in one transaction.
   *
   * <p>When this returns, all changes are kept, on the disk where there is one. If the work throws,
   * none is.
   *
   * @param work receives the current study
   * @return the result of the work
   */
  public <T extends @Nullable Object> T exclusively(Function<Change, T> work) {
    return locked(written -> work.apply(new Change(replay, study(), written)));
  }

  /** Changes the study in one transaction, as {@link #exclusively} does. */
  public void change(Consumer<Change> work) {
    exclusively(
        change -> {
          work.accept(change);
          return null;
        });
  }

  /** Adds or replaces a note of the study itself. */
  public void note(String key, JsonElement value) {
    change(change -> change.note(key, value));
  }

  /** Runs work that applies operations and adds them to a list, and writes the list. */
  private <T extends @Nullable Object> T locked(Function<List<JsonObject>, T> work) {
    JournalLock lock = file == null ? JournalLock.of(here) : JournalLock.of(file.path());
    try {
      refresh();
      List<JsonObject> written = new ArrayList<>();
      try {
        T result = work.apply(written);
        if (file == null) {
          operations.addAll(written);
        } else if (!written.isEmpty()) {
          file.append(written);
        }
        return result;
      } catch (RuntimeException | Error e) {
        forget(); // undo the changes in memory
        throw e;
      }
    } finally {
      lock.close();
    }
  }
}
