// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

/** Where a trial stands, in the order of Optuna's numbers. */
public enum TrialState {
  /** A worker is at it. */
  RUNNING,
  /** It has its value. */
  COMPLETE,
  /** It was given up because it could not become the best. */
  PRUNED,
  /** It ended without a result that says anything of its setting. */
  FAIL,
  /** Its setting is known, and nobody is at it yet. */
  WAITING;

  /** Whether nothing more comes. */
  public boolean finished() {
    return this == COMPLETE || this == PRUNED || this == FAIL;
  }
}
