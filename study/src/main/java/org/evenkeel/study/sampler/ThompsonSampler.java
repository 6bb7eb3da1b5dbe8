// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/**
 * Tries the setting at which one draw of the {@link Surface} is lowest (Thompson 1933): a setting
 * is tried as often as it is likely to be the best. It wants few trials where the value is smooth
 * in the setting, and takes turns with another sampler, which is there for values that are not: the
 * surface chooses trials of even number.
 *
 * @param other chooses the other trials, the first ones, and all of a long study, whose surface
 *     takes too long to fit
 * @param within where the surface looks, part of the space of the search
 * @param seed the seed of the surface
 */
public record ThompsonSampler(Sampler other, Space within, long seed) implements Sampler {

  /** Before, there is not much of a surface. */
  private static final int FROM = 10;

  /** A surface over more trials takes longer than half a second. */
  private static final int TO = 200;

  private static final int COMPLETE = 2;

  public ThompsonSampler {
    Objects.requireNonNull(other, "other");
    Objects.requireNonNull(within, "within");
  }

  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    List<Trial> inside = history.stream().filter(t -> within.contains(t.setting())).toList();
    if (number < FROM
        || number >= TO
        || number % 2 == 1
        || inside.stream().filter(Trial::hasValue).count() < COMPLETE) {
      return other.next(space, history, number, random);
    }
    Setting lowest = Surface.of(within, inside, seed).lowest(random);
    return space.contains(lowest) ? lowest : other.next(space, history, number, random);
  }
}
