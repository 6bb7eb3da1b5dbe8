// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.evenkeel.study.search.Budget;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say when a search ends. */
final class BudgetOptions {

  /** How long a search is that nobody set an end to. */
  private static final Duration TIME = Duration.ofMinutes(2);

  /** How many trials it has at most. */
  private static final int TRIALS = 40;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description =
          "Ends when the study has so many trials. Default: 40, and two minutes if there is no"
              + " --timeout either.")
  private @Nullable Integer trials;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Ends after this time, such as 90s, 10m or 2h; what is not finished waits.")
  private @Nullable String timeout;

  @Option(
      names = "--target",
      paramLabel = "LOSS",
      description = "Ends at a validation loss that is this low.")
  private @Nullable Double target;

  /**
   * When to end.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  Budget budget() {
    if (trials != null && trials < 1) {
      throw new IllegalArgumentException(
          "--trials is a number of trials, at least 1: %d".formatted(trials));
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
      // told below, as for a time that is not positive
    }
    throw new IllegalArgumentException(
        "--timeout is a time such as 90s, 10m or 2h: '%s'".formatted(timeout));
  }
}
