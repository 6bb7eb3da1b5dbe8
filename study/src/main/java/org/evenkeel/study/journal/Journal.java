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

/**
 * A study in an Optuna journal, a file of JSON lines. Several threads and processes, of Optuna too,
 * may work on it at once. What is written is on the disk when a method returns.
 *
 * <p>A line that a process did not finish writing when it was killed is cut off before the next one
 * is written. A line in the middle that cannot be read is an error that names it, and then nothing
 * is written at all.
 *
 * <p>The file holds JSON without exceptions: a report that is no finite number is not written, a
 * value of a trial neither, and in a note null stands for it. A hyperparameter keeps its kind, its
 * scale and its choices within a study, as Optuna asks; its bounds may change.
 */
public final class Journal implements Storage {

  /** Optuna's number of a direction. */
  private static final int MINIMIZE = 1;

  private final JournalFile file;
  private final ReentrantLock here;
  private Replay replay = new Replay();
  private String name;

  private Journal(Path path) {
    this.file = new JournalFile(path);
    this.here = JournalLock.here(path);
  }

  /**
   * Opens a study, and begins it if there is none of that name.
   *
   * @param path the file; it is made if there is none
   * @param name the study's name; null for the only one in the file, or for a new one that is
   *     called like the file
   * @throws IllegalArgumentException if the file is no journal, is damaged, holds several studies
   *     and no name is given, or if the study does not minimize one value
   * @throws java.io.UncheckedIOException if the file cannot be read or written
   */
  public static Journal open(Path path, String name) {
    return of(path, name, true);
  }

  /**
   * Opens a study that is there; nothing is written until something is noted of it.
   *
   * @param path the file
   * @param name the study's name; null for the only one in the file
   * @throws IllegalArgumentException if there is no such study, or as {@link #open} throws it
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  public static Journal existing(Path path, String name) {
    return of(path, name, false);
  }

  private static Journal of(Path path, String name, boolean begin) {
    Journal journal = new Journal(path);
    journal.name = name;
    journal.refresh();
    List<Replay.Study> studies = journal.replay.studies();
    if (name == null && studies.size() > 1) {
      throw new IllegalArgumentException(
          "a file with several studies needs a name: %s holds %s; name one with --study-name"
              .formatted(path, String.join(", ", studies.stream().map(s -> s.name).toList())));
    }
    if (name == null) {
      journal.name =
          studies.isEmpty()
              ? path.getFileName().toString().replaceFirst("\\.[^.]*$", "")
              : studies.get(0).name;
    }
    if (studies.stream().noneMatch(s -> s.name.equals(journal.name))) {
      if (!begin) {
        throw new IllegalArgumentException(
            "a study to read is in the file already: no \"%s\" in %s, which holds %s; name one with --study-name"
                .formatted(
                    journal.name,
                    path,
                    studies.isEmpty()
                        ? "none"
                        : String.join(", ", studies.stream().map(s -> s.name).toList())));
      }
      journal.begin();
    }
    List<Integer> directions = journal.study().directions;
    if (!directions.equals(List.of(MINIMIZE))) {
      throw new IllegalArgumentException(
          "a study here minimizes one value: \"%s\" of %s does not; begin another"
              .formatted(journal.name, path));
    }
    return journal;
  }

  private void begin() {
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
                    "the study \"%s\" is not in %s any more".formatted(name, file.path())));
  }

  /** Reads what others have written. */
  private void refresh() {
    if (file.rewritten()) {
      forget();
    }
    try {
      file.read(replay::apply);
    } catch (IllegalArgumentException e) {
      // Who reads without the lock may see a line that is just being cut off: look once more.
      forget();
      again();
    }
  }

  private void again() {
    boolean read = false;
    try {
      file.read(replay::apply);
      read = true;
    } finally {
      if (!read) {
        forget(); // the error stays, so nothing is ever written behind it
      }
    }
  }

  private void forget() {
    replay = new Replay();
    file.rewind();
  }

  @Override
  public List<Trial> trials() {
    here.lock();
    try {
      refresh();
      return study().trials();
    } finally {
      here.unlock();
    }
  }

  @Override
  public Map<String, JsonElement> attributes() {
    here.lock();
    try {
      refresh();
      return Map.copyOf(study().attributes);
    } finally {
      here.unlock();
    }
  }

  @Override
  public <T> T exclusively(Function<Change, T> work) {
    JournalLock lock = JournalLock.of(file.path());
    try {
      refresh();
      Operations operations = new Operations(replay, study());
      boolean kept = false;
      try {
        T result = work.apply(operations);
        if (!operations.written().isEmpty()) {
          file.append(operations.written());
        }
        kept = true;
        return result;
      } finally {
        if (!kept) {
          forget(); // what was done in memory alone is undone
        }
      }
    } finally {
      lock.close();
    }
  }
}
