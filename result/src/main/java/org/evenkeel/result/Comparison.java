// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.List;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.training.TrainingRun;

/**
 * One network from one start or several: what was predicted and measured of each, and how it
 * trained. A forecast, a check and a plan are comparisons of a single start.
 *
 * @param origin where it comes from
 * @param starts the starts in the order they are to be shown in
 * @param targetAccuracy the validation accuracy to which steps are counted; null if nothing was
 *     trained
 */
public record Comparison(Origin origin, List<StartResult> starts, Double targetAccuracy)
    implements Result {

  public Comparison {
    starts = List.copyOf(starts);
  }

  /** One start of which nothing but its profile is known. */
  public static Comparison of(String start, SignalProfile profile) {
    return new Comparison(
        Origin.UNKNOWN, List.of(new StartResult(start, profile, List.of(), List.of())), null);
  }

  /**
   * What became of one start.
   *
   * @param name the start's name, such as he*2
   * @param rule the rule's name; null if it is not known
   * @param multiplier the multiplier on its variance; null if there is none
   * @param profile what was predicted and measured before training, with its first seed; null if
   *     nothing was
   * @param plan what each parameter is drawn by; empty if that is not known
   * @param runs its trainings, one for each seed
   */
  public record StartResult(
      String name,
      String rule,
      Double multiplier,
      SignalProfile profile,
      List<PlannedParameter> plan,
      List<TrainingRun> runs) {

    public StartResult {
      plan = List.copyOf(plan);
      runs = List.copyOf(runs);
    }

    /** A start whose rule stands in its profile and its plan alone. */
    public StartResult(
        String name, SignalProfile profile, List<PlannedParameter> plan, List<TrainingRun> runs) {
      this(name, null, null, profile, plan, runs);
    }
  }
}
