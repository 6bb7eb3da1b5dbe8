// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.evenkeel.study.search.Budget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that bound a search. */
final class BudgetOptions {

  /** The default time of a search without any bound. */
  private static final Duration TIME = Duration.ofMinutes(2);

  /** The default number of trials. */
  private static final int TRIALS = 40;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description =
          "Ends when the study has this many trials. Default: 40, and two minutes if there is no"
              + " --timeout either.")
  private @Nullable Integer trials;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "Ends after this time, such as 90s, 10m or 2h; unfinished trials wait for the next run.")
  private @Nullable String timeout;

  @Option(
      names = "--target",
      paramLabel = "VALUE",
      description = "Ends at a validation loss this low, or at a --metric this good.")
  private @Nullable Double target;

  /** Whether no end of the search was given. */
  boolean isDefault() {
    return trials == null && timeout == null && target == null;
  }

  /** The budget of the search. */
  Budget budget() {
    if (trials != null && trials < 1) {
      throw new IllegalArgumentException(
          "--trials must be at least 1: %d; give a number of trials".formatted(trials));
    }
    Duration time = timeout != null ? time() : trials == null && target == null ? TIME : null;
    return new Budget(trials != null ? trials : TRIALS, time, target);
  }

  private Duration time() {
    try {
      Duration time = Duration.parse("PT" + timeout.strip());
      if (!time.isNegative() && !time.isZero()) {
        return time;
      }
    } catch (DateTimeParseException e) {
      // reported below, like a time that is not positive
    }
    throw new IllegalArgumentException(
        "--timeout must be a time such as 90s, 10m or 2h: '%s'; give one with its unit"
            .formatted(timeout));
  }
}
