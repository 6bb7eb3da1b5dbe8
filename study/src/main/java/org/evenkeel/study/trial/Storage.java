// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.jspecify.annotations.Nullable;

/** The storage of one study. Safe for several threads; a journal also for several processes. */
public interface Storage {

  /** The trials in the order of their numbers, as written by all processes so far. */
  List<Trial> trials();

  /** The notes of the study itself, by name. */
  Map<String, JsonElement> attributes();

  /**
   * Reads and writes the study in one transaction.
   *
   * <p>When this returns, all changes are kept, on the disk where there is one. If the work throws,
   * none is.
   *
   * @param work receives the current study
   * @return the result of the work
   */
  <T extends @Nullable Object> T exclusively(Function<Change, T> work);

  /** Changes the study in one transaction, as {@link #exclusively} does. */
  default void change(Consumer<Change> work) {
    exclusively(
        change -> {
          work.accept(change);
          return null;
        });
  }

  /** Adds or replaces a note of the study itself. */
  default void note(String key, JsonElement value) {
    change(change -> change.note(key, value));
  }

  /** A study within a transaction. Changes are visible to its reads at once. */
  interface Change {

    /** The current trials. */
    List<Trial> trials();

    /** The current notes of the study itself. */
    Map<String, JsonElement> attributes();

    /**
     * Creates a trial.
     *
     * @param state {@link TrialState#RUNNING} or {@link TrialState#WAITING}
     * @return its number
     */
    int create(Space space, Setting setting, TrialState state);

    /**
     * Fixes the values of a trial that was enqueued without domains, as Optuna does.
     *
     * @throws IllegalStateException if the trial is finished
     */
    void choose(int number, Space space, Setting setting);

    /**
     * Changes the state of a trial.
     *
     * @param value the value to minimize; null if it is unknown
     * @throws IllegalStateException if the trial is finished
     */
    void state(int number, TrialState state, @Nullable Double value);

    /** Adds or replaces an intermediate value of a trial. */
    void report(int number, int step, double value);

    /** Adds or replaces a note of a trial. */
    void note(int number, String key, JsonElement value);

    /** Adds or replaces a note of the study itself. */
    void note(String key, JsonElement value);

    /**
     * Checks that a trial may still change.
     *
     * @throws IllegalStateException if the trial is finished
     */
    static void requireUnfinished(int number, TrialState state) {
      if (state.finished()) {
        throw new IllegalStateException(
            "trial %d is %s and cannot be changed".formatted(number, state));
      }
    }
  }
}
