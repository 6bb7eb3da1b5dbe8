// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.journal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.evenkeel.study.trial.Storage;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/**
 * A study in an Optuna journal, a file of JSON lines. Several threads and processes, including
 * Optuna's, may use it at once. Changes are on the disk when a method returns.
 *
 * <p>An incomplete last line, left by a killed process, is cut off before the next one is written.
 * An invalid line elsewhere is an error that names it, and then nothing is written.
 *
 * <p>The file holds strict JSON: reports and values of trials that are not finite are not written,
 * and are null in notes. As in Optuna, the kind, scale and choices of a hyperparameter cannot
 * change within a study, but its bounds can.
 */
public final class Journal implements Storage {

  /** Optuna's number of the direction. */
  private static final int MINIMIZE = 1;

  private final JournalFile file;
  private final ReentrantLock here;
  private Replay replay = new Replay();
  private @Nullable String name;

  private Journal(Path path) {
    this.file = new JournalFile(path);
    this.here = JournalLock.here(path);
  }

  /**
   * Opens a study, which is created if there is none of that name.
   *
   * @param path the file, which is created if there is none
   * @param name the study's name; null for the only one in the file, or for a new one named like
   *     the file
   * @throws IllegalArgumentException if the file is not a journal, is damaged, holds several
   *     studies and no name is given, or if the study does not minimize one value
   * @throws java.io.UncheckedIOException if the file cannot be read or written
   */
  public static Journal open(Path path, @Nullable String name) {
    return of(path, name, true);
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
    return of(path, name, false);
  }

  private static Journal of(Path path, @Nullable String name, boolean create) {
    Journal journal = new Journal(path);
    journal.name = name;
    journal.refresh();
    List<String> names = journal.replay.studies().stream().map(study -> study.name).toList();
    if (name == null && names.size() > 1) {
      throw new IllegalArgumentException(
          "%s holds several studies; give the name of one: %s"
              .formatted(path, String.join(", ", names)));
    }
    if (name == null) {
      journal.name =
          names.isEmpty()
              ? path.getFileName().toString().replaceFirst("\\.[^.]*$", "")
              : names.get(0);
    }
    if (!names.contains(journal.name)) {
      if (!create) {
        throw new IllegalArgumentException(
            "no study \"%s\" in %s; give the name of one: %s"
                .formatted(
                    journal.name, path, names.isEmpty() ? "none" : String.join(", ", names)));
      }
      journal.create();
    }
    if (!journal.study().directions.equals(List.of(MINIMIZE))) {
      throw new IllegalArgumentException(
          "the study \"%s\" in %s does not minimize one value; give another study"
              .formatted(journal.name, path));
    }
    return journal;
  }

  private void create() {
    JournalLock lock = JournalLock.of(file.path());
    try {
      refresh();
      if (replay.studies().stream().noneMatch(s -> s.name.equals(name))) {
        JsonObject op = Operations.createStudy(name, MINIMIZE);
        file.append(List.of(op));
        replay.apply(op);
      }
    } finally {
      lock.close();
    }
  }

  /** The study's name. */
  public String name() {
    return name;
  }

  private Replay.Study study() {
    return replay.studies().stream()
        .filter(s -> s.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the study \"%s\" is no longer in %s".formatted(name, file.path())));
  }

  /** Reads the changes by other processes. */
  private void refresh() {
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

  private void forget() {
    replay = new Replay();
    file.rewind();
  }

  @Override
  public List<Trial> trials() {
    return read(Replay.Study::trials);
  }

  @Override
  public Map<String, JsonElement> attributes() {
    return read(study -> Map.copyOf(study.attributes));
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

  @Override
  public <T extends @Nullable Object> T exclusively(Function<Change, T> work) {
    JournalLock lock = JournalLock.of(file.path());
    try {
      refresh();
      Operations operations = new Operations(replay, study());
      try {
        T result = work.apply(operations);
        if (!operations.written().isEmpty()) {
          file.append(operations.written());
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
