// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.result;

import java.util.List;
import java.util.Optional;
import org.evenkeel.plan.PlannedParameter;
import org.evenkeel.result.TrainedStart.Spread;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.text.Numbers;
import org.evenkeel.text.Table;
import org.evenkeel.training.StableRate;
import org.evenkeel.training.TrainingRun;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of one network from several starts: the predicted and measured signal of each, and
 * its training runs. A forecast, a check and a plan are comparisons of a single start.
 *
 * @param starts the starts, in the order of display
 * @param targetAccuracy the target of the validation accuracy; null if nothing was trained, or
 *     numbers are told instead of classes
 * @param metric the name of the epochs' metric; null if there is none
 */
public record Comparison(
    Origin origin,
    List<StartResult> starts,
    @Nullable Double targetAccuracy,
    @Nullable String metric)
    implements Result {

  /** A comparison without a metric beside loss and accuracy. */
  public Comparison(Origin origin, List<StartResult> starts, @Nullable Double targetAccuracy) {
    this(origin, starts, targetAccuracy, null);
  }

  public Comparison {
    starts = List.copyOf(starts);
  }

  /** The ranking of the starts; empty if fewer than two were trained. */
  public Optional<Ranking> ranking() {
    return Ranking.of(this);
  }

  /** A comparison of a single start that was not trained. */
  public static Comparison of(Origin origin, StartResult start) {
    return new Comparison(origin, List.of(start), null);
  }

  /** A comparison of a single start of which only the profile is known. */
  public static Comparison of(String start, @Nullable SignalProfile profile) {
    return of(Origin.UNKNOWN, new StartResult(start, profile, List.of(), List.of()));
  }

  /** A table of the starts with their ranking below, as text. */
  @Override
  public String toString() {
    boolean told = metric != null;
    Table table =
        Table.of(
            "start",
            "verdict",
            "trained",
            "reached",
            "steps",
            "loss",
            "accuracy",
            told ? metric : "");
    for (StartResult start : starts) {
      String verdict = start.profile() == null ? "" : start.profile().verdict().state().label();
      if (start.runs().isEmpty()) {
        table.row(start.name(), verdict, "", "", "", "", "", "");
      } else {
        TrainedStart trained = start.trained();
        int seeds = start.runs().size();
        table.row(
            start.name(),
            verdict,
            "%d of %d".formatted(trained.trained(), seeds),
            targetAccuracy == null ? "" : "%d of %d".formatted(trained.reached(), seeds),
            targetAccuracy == null ? "" : Numbers.steps(trained.stepsToTarget().median()),
            median(trained.last(TrainingRun.Epoch::validationLoss)),
            median(trained.last(TrainingRun.Epoch::validationAccuracy)),
            told ? median(trained.last(TrainingRun.Epoch::measured)) : "");
      }
    }
    return table + ranking().map(ranking -> "\n" + ranking).orElse("");
  }

  private static String median(Optional<Spread> spread) {
    return spread.map(known -> Numbers.fixed(known.median(), 3)).orElse("-");
  }

  /** The same comparison with the command that gives it again. */
  public Comparison withCommand(String command) {
    return new Comparison(origin.withCommand(command), starts, targetAccuracy, metric);
  }

  /** The same comparison with what was noticed when its data were read from files. */
  public Comparison withRead(@Nullable String line) {
    return new Comparison(origin.withRead(line), starts, targetAccuracy, metric);
  }

  /**
   * The result of one start.
   *
   * @param name the start's name, such as he*2
   * @param rule the rule's name; null if unknown
   * @param multiplier the variance multiplier; null if there is none
   * @param profile the predicted and measured signal before training, with the first seed; null if
   *     unknown
   * @param plan the initial distribution of each parameter; empty if unknown
   * @param runs its training runs, one for each seed
   * @param stableRate the largest stable learning rate before training; null if it was not measured
   */
  public record StartResult(
      String name,
      @Nullable String rule,
      @Nullable Double multiplier,
      @Nullable SignalProfile profile,
      List<PlannedParameter> plan,
      List<TrainingRun> runs,
      @Nullable StableRate stableRate) {

    public StartResult {
      plan = List.copyOf(plan);
      runs = List.copyOf(runs);
    }

    /** A start whose largest stable learning rate was not measured. */
    public StartResult(
        String name,
        @Nullable String rule,
        @Nullable Double multiplier,
        @Nullable SignalProfile profile,
        List<PlannedParameter> plan,
        List<TrainingRun> runs) {
      this(name, rule, multiplier, profile, plan, runs, null);
    }

    /** The same start with its largest stable learning rate. */
    public StartResult withStableRate(@Nullable StableRate rate) {
      return new StartResult(name, rule, multiplier, profile, plan, runs, rate);
    }

    /** A start without a rule and a multiplier of its own, as they differ between layers. */
    public StartResult(
        String name,
        @Nullable SignalProfile profile,
        List<PlannedParameter> plan,
        List<TrainingRun> runs) {
      this(name, null, null, profile, plan, runs);
    }

    /** Its training runs with their statistics. */
    public TrainedStart trained() {
      return new TrainedStart(name, runs);
    }
  }
}
