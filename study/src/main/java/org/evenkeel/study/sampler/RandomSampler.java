// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;

/** The sampler that draws every value independently and uniformly over its domain. */
public final class RandomSampler implements Sampler {

  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    return space.setting(one -> one.domain().at(random.nextDouble()));
  }
}
