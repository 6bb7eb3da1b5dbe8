// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * The sampler that fills the space evenly: trial n is point n of a Sobol sequence with a random
 * shift (Cranley and Patterson 1976), coordinate j being (s_j(n) + shift_j) mod 1. Every
 * hyperparameter has a coordinate, active or not. Independent of earlier trials.
 *
 * @param seed the seed of the shift
 */
public record SobolSampler(long seed) implements Sampler {

  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    double[] point = point(space.hyperparameters().size(), number);
    return space.setting(one -> one.domain().at(point[space.hyperparameters().indexOf(one)]));
  }

  /** Point n of the shifted sequence, with coordinates in [0, 1). */
  double[] point(int dimensions, int number) {
    double[] point = new SobolSequenceGenerator(dimensions).skipTo(number);
    SplittableRandom shift = new SplittableRandom(seed);
    for (int j = 0; j < dimensions; j++) {
      double sum = point[j] + shift.nextDouble();
      point[j] = sum - Math.floor(sum);
    }
    return point;
  }
}
