// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import java.util.Arrays;
import java.util.Optional;

/** The state of a trial, with Optuna's numbers. */
public enum TrialState {
  /** A trial that a worker evaluates. */
  RUNNING(0),
  /** A trial with its value. */
  COMPLETE(1),
  /** A trial that was stopped early because it could not become the best. */
  PRUNED(2),
  /** A trial that ended without a result that says anything about its setting. */
  FAIL(3),
  /** A trial whose setting is known and that no worker has taken yet. */
  WAITING(4);

  private final int number;

  TrialState(int number) {
    this.number = number;
  }

  /** The state's number in a journal. */
  public int number() {
    return number;
  }

  /** The state of a number in a journal; empty if no state has it. */
  public static Optional<TrialState> of(int number) {
    return Arrays.stream(values()).filter(state -> state.number == number).findFirst();
  }

  /** Whether a trial in this state is final. */
  public boolean finished() {
    return this == COMPLETE || this == PRUNED || this == FAIL;
  }
}
