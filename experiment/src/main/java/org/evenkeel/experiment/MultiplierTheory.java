// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.rate.StableRates;
import org.evenkeel.init.Start;
import org.evenkeel.multiplier.MultiplierForecast;
import org.evenkeel.network.Network;
import org.evenkeel.result.StudyResult;
import org.evenkeel.result.StudyResult.TheoryRange;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.study.sampler.Prior;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;

/** The forecast of the variance multipliers of a search space. */
final class MultiplierTheory {

  /** The hyperparameters beside which the stable learning rate stays what it is. */
  private static final Set<String> KEEPING =
      Set.of(
          StudyResult.MULTIPLIER,
          StableRates.RATE,
          "batch",
          "epochs",
          "schedule",
          "warmUp",
          "distribution",
          "weightDecay",
          "labelSmoothing");

  private MultiplierTheory() {}

  /**
   * The range of multipliers that can work, within those that are searched; empty where theory
   * makes no prediction, no multiplier is searched, or none of those can work.
   *
   * @param input the data's own moments; the correlation of inputs, which matters to batch
   *     normalization alone, would take long to follow and is not taken into account
   */
  static Optional<TheoryRange> of(Network network, Start start, InputSignal input, Space space) {
    FloatDomain searched = searched(space).orElse(null);
    if (searched == null) {
      return Optional.empty();
    }
    MultiplierForecast forecast =
        new MultiplierForecast(network, start, input.withCorrelation(null));
    OptionalDouble optimum = forecast.optimum();
    Optional<MultiplierForecast.Range> range = forecast.range();
    if (optimum.isEmpty() || range.isEmpty()) {
      return Optional.empty();
    }
    double own = start.multiplier(); // a searched multiplier goes on top of it
    double low = Math.max(searched.low(), range.get().low() / own);
    double high = Math.min(searched.high(), range.get().high() / own);
    return low < high
        ? Optional.of(
            new TheoryRange(low, high, Math.min(high, Math.max(low, optimum.getAsDouble() / own))))
        : Optional.empty();
  }

  /** The range for an experiment whose examples are read. */
  static Optional<TheoryRange> of(Network network, Experiment.Prepared prepared, Space space) {
    InputSignal input = Experiment.input(prepared.split().training());
    return of(network, prepared.experiment().start(), input, space);
  }

  /**
   * The range for the plan of a study; empty where it goes without theory, or the start's variances
   * follow from no rule.
   *
   * @param network reads the network of an experiment
   */
  static Optional<TheoryRange> of(
      StudyPlan plan,
      Space space,
      Experiment.Prepared prepared,
      Function<Subject, Optional<Network>> network) {
    return plan.theory() && plan.experiment().start().followsRule()
        ? network.apply(prepared.subject()).flatMap(known -> of(known, prepared, space))
        : Optional.empty();
  }

  private static Optional<FloatDomain> searched(Space space) {
    return space
        .named(StudyResult.MULTIPLIER)
        .map(Hyperparameter::domain)
        .filter(FloatDomain.class::isInstance)
        .map(FloatDomain.class::cast);
  }

  /** The prior of a sampler that follows from the forecast. */
  static Prior prior(TheoryRange theory) {
    return new Prior(StudyResult.MULTIPLIER, theory.optimum(), theory.low(), theory.high());
  }

  /**
   * Whether the largest stable learning rates of a plan's network tell something of its trials:
   * plain gradient descent, a rate on a logarithmic scale, and no other network.
   */
  static boolean hasRate(StudyPlan plan, Space space) {
    return plan.experiment().training().optimizer() == OptimizerKind.SGD
        && space.named(StableRates.RATE).filter(one -> one.domain().log()).isPresent()
        && space.hyperparameters().stream().allMatch(one -> KEEPING.contains(one.name()));
  }

  /** The largest stable learning rates with the multipliers that a study tries first. */
  static StableRates rates(
      StudyPlan plan, Space space, TheoryRange theory, Experiment.Prepared prepared) {
    Experiment experiment = plan.representative();
    return StableRates.measured(
        theory,
        space,
        multiplier -> {
          Start start =
              experiment.withMultiplier(multiplier).withSeed(plan.seed()).multipliedStart();
          try (NetworkRun run =
              new NetworkRun(prepared.subject(), prepared.split().withoutTest(), start, false)) {
            return run.stableRate(experiment.training().refined());
          }
        });
  }

  /** A space without the multipliers that cannot work. */
  static Space within(Space space, TheoryRange theory) {
    return new Space(
        space.hyperparameters().stream()
            .map(
                h ->
                    h.name().equals(StudyResult.MULTIPLIER)
                        ? new Hyperparameter(h.name(), narrowed(h.domain(), theory), h.condition())
                        : h)
            .toList());
  }

  private static Domain narrowed(Domain all, TheoryRange theory) {
    return all instanceof FloatDomain real && real.step() == null
        ? new FloatDomain(theory.low(), theory.high(), real.log(), null)
        : all;
  }
}
