// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

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

  /**
   * The state of a number in a journal.
   *
   * @throws IllegalArgumentException if no state has this number
   */
  public static TrialState of(int number) {
    for (TrialState state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    throw new IllegalArgumentException("the state of a trial must be from 0 to 4: " + number);
  }

  /** Whether a trial in this state is final. */
  public boolean finished() {
    return this == COMPLETE || this == PRUNED || this == FAIL;
  }
}
