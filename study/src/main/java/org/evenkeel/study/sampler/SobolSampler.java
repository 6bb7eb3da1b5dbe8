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
 * Fills the space evenly: trial n is point n of a Sobol sequence, shifted by a vector that the seed
 * draws (Cranley and Patterson 1976), so that coordinate j is (s_j(n) + shift_j) mod 1. Every
 * hyperparameter has its coordinate, whether it is active or not. Looks at no trial before, and
 * draws nothing.
 *
 * @param seed draws the shift
 */
public record SobolSampler(long seed) implements Sampler {

  @Override
  public Setting next(Space space, List<Trial> history, int number, RandomGenerator random) {
    double[] point = point(space.hyperparameters().size(), number);
    return space.setting(one -> one.domain().at(point[space.hyperparameters().indexOf(one)]));
  }

  /** Point n of the sequence, each coordinate at least 0 and below 1. */
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
