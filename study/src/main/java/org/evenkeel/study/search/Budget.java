// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.time.Duration;

/**
 * When a search ends: as soon as one of these is reached.
 *
 * @param trials the number of trials of the study, those of earlier runs included; 0 for no limit.
 *     Trials that wait or were left in the middle are finished even beyond it
 * @param time the time of this run; null for no limit
 * @param target a value that is good enough; null for none
 */
public record Budget(int trials, Duration time, Double target) {

  /** Throws {@link IllegalArgumentException} if the search would never end, or not begin. */
  public Budget {
    if (trials < 0 || (trials == 0 && time == null && target == null)) {
      throw new IllegalArgumentException(
          "a search needs an end: %d trials; give a number of trials, a time or a target"
              .formatted(trials));
    }
    if (target != null && target.isNaN()) {
      throw new IllegalArgumentException("a target is a number: NaN; take null for none");
    }
    if (time != null && (time.isNegative() || time.isZero())) {
      throw new IllegalArgumentException("the time of a search is positive: " + time);
    }
  }

  /** A number of trials. */
  public static Budget trials(int trials) {
    return new Budget(trials, null, null);
  }
}
