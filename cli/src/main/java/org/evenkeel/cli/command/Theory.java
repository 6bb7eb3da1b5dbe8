// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli.command;

import java.util.Optional;
import java.util.OptionalDouble;
import org.evenkeel.init.Start;
import org.evenkeel.meanfield.MultiplierForecast;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.study.sampler.Prior;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;

/**
 * What theory says of the multipliers that are searched.
 *
 * @param low the lowest that may work
 * @param high the highest that may work
 * @param optimum the one that keeps signal and gradient most level
 */
record Theory(double low, double high, double optimum) {

  /**
   * Of what enters only the second moment counts, and how alike inputs are takes long to follow.
   */
  private static final InputSignal INPUT = new InputSignal(1, 0.0, null, null, null);

  /**
   * The forecast for multipliers between two; empty where theory says nothing, or where none of
   * them can work.
   */
  static Optional<Theory> of(Network network, Start start, FloatDomain searched) {
    MultiplierForecast forecast = MultiplierForecast.of(network, start, INPUT);
    OptionalDouble optimum = forecast.optimum();
    Optional<MultiplierForecast.Range> range = forecast.range();
    if (optimum.isEmpty() || range.isEmpty()) {
      return Optional.empty();
    }
    double low = Math.max(searched.low(), range.get().low());
    double high = Math.min(searched.high(), range.get().high());
    return low < high
        ? Optional.of(new Theory(low, high, Math.min(high, Math.max(low, optimum.getAsDouble()))))
        : Optional.empty();
  }

  Prior belief() {
    return new Prior(Tuning.MULTIPLIER, optimum, low, high);
  }

  /** The space without the multipliers that cannot work. */
  Space within(Space space) {
    return new Space(
        space.hyperparameters().stream()
            .map(
                h ->
                    h.name().equals(Tuning.MULTIPLIER)
                        ? new Hyperparameter(h.name(), narrowed(h.domain()), h.condition())
                        : h)
            .toList());
  }

  private Domain narrowed(Domain all) {
    return all instanceof FloatDomain real && real.step() == null
        ? new FloatDomain(low, high, real.log(), null)
        : all;
  }

  /** The searched multipliers, where they are a stretch of numbers. */
  static Optional<FloatDomain> searched(Space space) {
    return space
        .named(Tuning.MULTIPLIER)
        .map(Hyperparameter::domain)
        .filter(d -> d instanceof FloatDomain)
        .map(d -> (FloatDomain) d);
  }
}
