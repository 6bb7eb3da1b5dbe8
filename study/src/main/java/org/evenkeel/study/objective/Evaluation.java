// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of an evaluation.
 *
 * @param outcome the kind of the result
 * @param value the value to minimize; null where there is none
 * @param message a one-line message for people; null for none
 */
public record Evaluation(Outcome outcome, @Nullable Double value, @Nullable String message) {

  /** The kind of an evaluation's result. */
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

    /** The outcome of a word in a journal; empty if no outcome has it. */
    public static Optional<Outcome> of(@Nullable String label) {
      return Arrays.stream(values()).filter(outcome -> outcome.label.equals(label)).findFirst();
    }

    /** Whether the evaluation has come to its end, with a value. */
    public boolean hasValue() {
      return this == DONE || this == VANISHED;
    }
  }

  /** An evaluation whose value is not finite has no value, and one that needs it diverged. */
  public Evaluation {
    value = value != null && Double.isFinite(value) ? value : null;
    outcome = outcome.hasValue() && value == null ? Outcome.DIVERGED : outcome;
  }

  /** The evaluation with a value; diverged if it is not finite. */
  public static Evaluation of(double value) {
    return new Evaluation(Outcome.DONE, value, null);
  }

  /** The evaluation that the pruner stopped early. */
  public static Evaluation pruned() {
    return new Evaluation(Outcome.PRUNED, null, null);
  }

  /** The evaluation whose process ended on the way. */
  public static Evaluation crashed(String message) {
    return new Evaluation(Outcome.CRASHED, null, message);
  }

  /** The evaluation of a setting that cannot be evaluated. */
  public static Evaluation failed(String message) {
    return new Evaluation(Outcome.FAILED, null, message);
  }
}
