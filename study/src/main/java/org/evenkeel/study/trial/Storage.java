// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;

/** Where one study is kept. Safe for several threads; a journal also for several processes. */
public interface Storage {

  /** The trials in the order of their numbers, as everybody has written them so far. */
  List<Trial> trials();

  /** What was noted of the study itself, by name. */
  Map<String, JsonElement> attributes();

  /**
   * Looks and writes while nobody else does.
   *
   * <p>What the work writes is kept, all of it or nothing, when this returns: it is on the disk
   * where there is one. If the work throws, nothing is kept.
   *
   * @param work given the study as it stands now
   * @return what the work returns
   */
  <T> T exclusively(Function<Change, T> work);

  /** Notes something of the study itself. */
  default void note(String key, JsonElement value) {
    exclusively(
        change -> {
          change.note(key, value);
          return null;
        });
  }

  /** A study that nobody else can change now. What is written is seen at once. */
  interface Change {

    /** The trials as they stand. */
    List<Trial> trials();

    /** What was noted of the study itself. */
    Map<String, JsonElement> attributes();

    /**
     * A new trial.
     *
     * @param state {@link TrialState#RUNNING} or {@link TrialState#WAITING}
     * @return its number
     */
    int create(Space space, Setting setting, TrialState state);

    /**
     * Fixes the values of a trial that was enqueued without distributions, as by Optuna.
     *
     * @throws IllegalStateException if it was finished before
     */
    void choose(int number, Space space, Setting setting);

    /**
     * Where a trial stands from now on.
     *
     * @param value what is minimized; null if it is not known
     * @throws IllegalStateException if it was finished before
     */
    void state(int number, TrialState state, Double value);

    /** What a trial reports on the way; a step that is there already is replaced. */
    void report(int number, int step, double value);

    /** Notes something of a trial; a name that is there already is replaced. */
    void note(int number, String key, JsonElement value);

    /** Notes something of the study itself. */
    void note(String key, JsonElement value);
  }
}
