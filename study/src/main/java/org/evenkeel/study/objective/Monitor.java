// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import com.google.gson.JsonElement;

/** Hears of an evaluation while it goes on. */
public interface Monitor {

  /**
   * A value on the way.
   *
   * @param step where it is, from 1
   * @param value the value; lower is better
   * @return whether it is worth going on; if not, {@link Evaluation#pruned()} is the answer
   */
  boolean report(int step, double value);

  /** Something to note of the trial. */
  void note(String key, JsonElement value);

  /** So many units of work, such as training steps, are done in this evaluation. */
  void worked(long units);
}
