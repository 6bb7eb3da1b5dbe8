// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

/** Where a trial stands, with Optuna's numbers. */
public enum TrialState {
  /** A worker is at it. */
  RUNNING(0),
  /** It has its value. */
  COMPLETE(1),
  /** It was given up because it could not become the best. */
  PRUNED(2),
  /** It ended without a result that says anything of its setting. */
  FAIL(3),
  /** Its setting is known, and nobody is at it yet. */
  WAITING(4);

  private final int number;

  TrialState(int number) {
    this.number = number;
  }

  /** The number that stands for it in a journal. */
  public int number() {
    return number;
  }

  /**
   * The state that a number in a journal stands for.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TrialState of(int number) {
    for (TrialState state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    throw new IllegalArgumentException("a state of a trial is a number from 0 to 4: " + number);
  }

  /** Whether nothing more comes. */
  public boolean finished() {
    return this == COMPLETE || this == PRUNED || this == FAIL;
  }
}
