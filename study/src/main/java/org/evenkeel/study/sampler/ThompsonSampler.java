// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.result.Surface;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/**
 * Thompson sampling (Thompson 1933): the minimizer of one draw of the {@link Surface}, so that a
 * setting is tried as often as it is likely to be the best. It needs few trials where the value is
 * smooth in the setting. For values that are not, it alternates with another sampler: the surface
 * chooses trials of even number.
 *
 * @param other the sampler for the other trials, the first ones, and the later ones of a long study
 *     whose surface takes too long to fit
 * @param within the part of the space that the surface covers
 * @param seed the seed of the surface
 */
public record ThompsonSampler(Sampler other, Space within, long seed) implements Sampler {

  /** The first trial with a surface; fewer trials do not determine one. */
  private static final int FIRST = 10;

  /** The end of the trials with a surface; with more, one takes longer than half a second. */
  private static final int END = 200;

  private static final int MIN_COMPLETE = 2;

  @Override
  public @Nullable Setting next(
      Space space, List<Trial> history, int number, RandomGenerator random) {
    List<Trial> inside = history.stream().filter(t -> within.contains(t.setting())).toList();
    if (number < FIRST
        || number >= END
        || number % 2 == 1
        || inside.stream().filter(Trial::hasValue).count() < MIN_COMPLETE) {
      return other.next(space, history, number, random);
    }
    Setting setting = Surface.of(within, inside, seed).minimizer(random);
    return space.contains(setting) ? setting : other.next(space, history, number, random);
  }
}
