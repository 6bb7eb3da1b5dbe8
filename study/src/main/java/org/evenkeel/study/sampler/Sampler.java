// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/** Chooses the setting of the next trial. Keeps nothing between calls. */
public interface Sampler {

  /**
   * The setting to try next.
   *
   * @param space what is searched
   * @param history the trials before, those that still run included
   * @param number the number of the trial
   * @param random its randomness, a function of the study's seed and the trial's number
   * @return a setting of the space; null if there is none left to try, which only {@link
   *     NoDuplicates} says
   */
  Setting next(Space space, List<Trial> history, int number, RandomGenerator random);
}
