// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.jspecify.annotations.Nullable;

/** A sampler: chooses the setting of the next trial. Stateless. */
public interface Sampler {

  /** The sampler that draws every value independently and uniformly over its domain. */
  Sampler RANDOM =
      (space, history, number, random) ->
          space.setting(one -> one.domain().at(random.nextDouble()));

  /**
   * The setting to try next.
   *
   * @param space the search space
   * @param history the earlier trials, including running ones
   * @param number the number of the trial
   * @param random the trial's randomness, a function of the study's seed and the trial's number
   * @return a setting of the space; null if all were tried, which only {@link NoDuplicates} returns
   */
  @Nullable Setting next(Space space, List<Trial> history, int number, RandomGenerator random);
}
