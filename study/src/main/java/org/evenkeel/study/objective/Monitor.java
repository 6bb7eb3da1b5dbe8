// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import com.google.gson.JsonElement;

/** The monitor of an evaluation: receives its reports and decides whether it continues. */
@FunctionalInterface
public interface Monitor {

  /**
   * Reports an intermediate value.
   *
   * @param step the step, from 1
   * @param value the value; lower is better
   * @return false if the evaluation should stop and return {@link Evaluation#pruned()}
   */
  boolean report(int step, double value);

  /** Adds or replaces a note of the trial; ignored by default. */
  default void note(String key, JsonElement value) {}

  /**
   * Reports the units of work, such as training steps, that this evaluation has done so far;
   * ignored by default.
   */
  default void worked(long units) {}
}
