// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import java.util.Arrays;

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
    /** A finite value. */
    DONE("done"),
    /** A finite value of a training whose signal vanished, so that nothing was learnt. */
    VANISHED("vanished"),
    /** A value that became infinite or NaN: a valid result, and the worst possible one. */
    DIVERGED("diverged"),
    /** A setting that was rejected before its first step because it cannot work. */
    INFEASIBLE("hopeless"),
    /** An evaluation that was stopped early by the pruner. */
    PRUNED("pruned"),
    /** A setting that cannot be evaluated, this time or any other. */
    FAILED("failed"),
    /** An evaluation whose process ended on the way, which says little about the setting. */
    CRASHED("crashed");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    /** The outcome's word in a journal and in JSON. */
    public String label() {
      return label;
    }

    /**
     * The outcome of a word in a journal.
     *
     * @throws IllegalArgumentException if there is no outcome with that word
     */
    public static Outcome of(String label) {
      return Arrays.stream(values())
          .filter(outcome -> outcome.label.equals(label))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("unknown outcome '" + label + "'"));
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
