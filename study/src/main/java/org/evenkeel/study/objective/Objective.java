// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import org.evenkeel.study.space.Setting;

/**
 * What is minimized. The same setting and seed give the same value, and the same seed is used for
 * every setting, so that settings can be compared pair by pair.
 */
public interface Objective {

  /**
   * The value of one setting with one seed.
   *
   * @param setting the setting
   * @param seed the seed of everything that is random
   * @param monitor told of what happens on the way; says whether it is worth going on
   * @return the value, or why there is none
   * @throws InterruptedException if the search ends first
   */
  Evaluation evaluate(Setting setting, long seed, Monitor monitor) throws InterruptedException;
}
