// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.objective;

import org.evenkeel.study.space.Setting;

/**
 * An objective to minimize. The same setting and seed give the same value, and every setting is
 * evaluated with the same seeds, so settings can be compared pair by pair.
 */
public interface Objective {

  /**
   * Evaluates one setting with one seed.
   *
   * @param seed the seed of all randomness
   * @return the value, or the reason why there is none
   * @throws InterruptedException if the search ends meanwhile
   */
  Evaluation evaluate(Setting setting, long seed, Monitor monitor) throws InterruptedException;
}
