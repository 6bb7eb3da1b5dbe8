// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

/** The reason for the end of a search. */
public enum Ending {
  /** All trials of the budget are finished. */
  TRIALS,
  /** The time is used up; interrupted trials wait for the next run. */
  TIME,
  /** A value has reached the target. */
  TARGET,
  /** Every setting of a finite space was tried. */
  EXHAUSTED,
  /** The thread was interrupted; interrupted trials wait for the next run. */
  INTERRUPTED
}
