// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import java.util.Locale;

/**
 * How an evaluation ended.
 *
 * @param outcome how
 * @param value what is minimized; null where there is none
 * @param message one line for people; null if there is nothing to say
 */
public record Evaluation(Outcome outcome, Double value, String message) {

  /** How an evaluation ended. */
  public enum Outcome {
    /** It has its value. */
    DONE,
    /** It has its value, and learnt nothing: the signal vanished on the way. */
    VANISHED,
    /** It became infinite or not a number: a result, the worst there is. */
    DIVERGED,
    /** It cannot work, as could be seen before the first step. */
    HOPELESS,
    /** It was told that it is not worth going on. */
    PRUNED,
    /** The setting cannot be evaluated, and would not the next time. */
    FAILED,
    /** Who evaluated it died on the way, which says little of the setting. */
    CRASHED;

    /** The name as it stands in a journal. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A value. */
  public static Evaluation of(double value) {
    return Double.isFinite(value)
        ? new Evaluation(Outcome.DONE, value, null)
        : new Evaluation(Outcome.DIVERGED, null, null);
  }

  /** It was told that it is not worth going on. */
  public static Evaluation pruned() {
    return new Evaluation(Outcome.PRUNED, null, null);
  }

  /** Who evaluated it died on the way. */
  public static Evaluation crashed(String message) {
    return new Evaluation(Outcome.CRASHED, null, message);
  }

  /** The setting cannot be evaluated. */
  public static Evaluation failed(String message) {
    return new Evaluation(Outcome.FAILED, null, message);
  }
}
