// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

/** Why a search ended. */
public enum Ending {
  /** All its trials are done. */
  TRIALS,
  /** Its time is up; trials in the middle wait for the next run. */
  TIME,
  /** A value is good enough. */
  TARGET,
  /** Every setting of a finite space was tried. */
  EXHAUSTED,
  /** It was interrupted; trials in the middle wait for the next run. */
  INTERRUPTED
}
