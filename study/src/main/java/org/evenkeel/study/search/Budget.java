// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The budget of a search, which ends as soon as one of its limits is reached.
 *
 * @param trials the number of trials of the study, those of earlier runs included; 0 for no limit.
 *     Waiting and interrupted trials are finished even beyond it
 * @param time the time of this run; null for no limit
 * @param target a value that is good enough, in the direction of the study; null for none
 */
public record Budget(int trials, @Nullable Duration time, @Nullable Double target) {

  /** Throws {@link IllegalArgumentException} if no limit is set, or one is invalid. */
  public Budget {
    if (trials < 0 || (trials == 0 && time == null && target == null)) {
      throw new IllegalArgumentException(
          "a search needs an end: %d trials; give a number of trials, a time or a target"
              .formatted(trials));
    }
    if (target != null && target.isNaN()) {
      throw new IllegalArgumentException("a target must be a number: NaN; omit it for none");
    }
    if (time != null && (time.isNegative() || time.isZero())) {
      throw new IllegalArgumentException("the time of a search must be positive: " + time);
    }
  }

  /** The budget of a number of trials. */
  public static Budget trials(int trials) {
    return new Budget(trials, null, null);
  }

  /** The same budget with another time. */
  public Budget withTime(Duration other) {
    return new Budget(trials, other, target);
  }
}
