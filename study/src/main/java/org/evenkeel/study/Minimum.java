// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.evenkeel.study.result.Best;
import org.evenkeel.study.result.Importance;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Direction;
import org.evenkeel.study.trial.Trial;

/**
 * The result of a minimization, or of a maximization, whose losses then fall as its values rise.
 *
 * @param space the space that was searched
 * @param trials all trials of the study, those of earlier runs included
 * @param ending the reason why the search ended
 * @param seed the seed of the surface's draws
 * @param direction how values and losses follow from one another
 */
public record Minimum(
    Space space, List<Trial> trials, Ending ending, long seed, Direction direction) {

  public Minimum {
    trials = List.copyOf(trials);
  }

  /** The best trial; empty if none is complete. */
  public Optional<Best> best() {
    return Best.of(trials);
  }

  /** The value of the best trial, a mean over its seeds; empty if none is complete. */
  public Optional<Double> value() {
    return best().map(best -> direction.value(best.mean()));
  }

  /**
   * The loss as a function of the setting, estimated from all trials. Its {@code optimum()} is the
   * best setting with the interval of its loss; {@code best(name)} is the best value of one
   * hyperparameter with its interval.
   *
   * @throws IllegalArgumentException if fewer than two trials are complete
   */
  public Surface surface() {
    return Surface.of(space, trials, seed);
  }

  /**
   * The importance of each hyperparameter, in the order of the space.
   *
   * @throws IllegalArgumentException if fewer than two trials are complete
   */
  public List<Importance> importance() {
    return Importance.of(
        surface(), space.hyperparameters().stream().map(Hyperparameter::name).toList());
  }

  /** The best value and its setting in one line. */
  @Override
  public String toString() {
    return best()
        .map(
            best ->
                "%.4g at %s (trial %d of %d)"
                    .formatted(
                        direction.value(best.mean()),
                        values(best.trial()),
                        best.trial().number(),
                        trials.size()))
        .orElse("no trial of %d is complete".formatted(trials.size()));
  }

  private static String values(Trial trial) {
    return trial.setting().values().entrySet().stream()
        .map(
            value ->
                value.getValue() instanceof Double number
                    ? String.format(Locale.ROOT, "%s=%.4g", value.getKey(), number)
                    : value.toString())
        .collect(Collectors.joining(", "));
  }
}
