// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.CategoricalDistribution;
import org.evenkeel.study.space.Distribution;
import org.evenkeel.study.space.FloatDistribution;
import org.evenkeel.study.space.IntDistribution;

/**
 * A hyperparameter's values as numbers that kernels are laid over: logarithms where it has a
 * logarithmic scale, and the number of the choice where it has choices.
 *
 * @param distribution the values
 * @param low where kernels end below; half a step below the lowest value if there are steps
 * @param high where they end above
 * @param step the distance between values that a kernel's mass is shared out to; 0 for a density
 */
record Axis(Distribution distribution, double low, double high, double step) {

  /** What one observation says of where the next value should lie. */
  sealed interface Kernel {

    /** The logarithm of its density, or of its share, at a place. */
    double log(double x);

    /** A place drawn from it. */
    double draw(RandomGenerator random);
  }

  record Bump(Normal normal, double step) implements Kernel {
    @Override
    public double log(double x) {
      return step == 0 ? normal.logDensity(x) : normal.logShare(x, step);
    }

    @Override
    public double draw(RandomGenerator random) {
      return normal.quantile(random.nextDouble());
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Shares(double[] shares) implements Kernel {
    @Override
    public double log(double x) {
      return Math.log(shares[(int) x]);
    }

    @Override
    public double draw(RandomGenerator random) {
      return Parzen.pick(shares, random);
    }
  }

  static Axis of(Distribution distribution) {
    if (distribution instanceof FloatDistribution reals) {
      if (reals.log()) {
        return new Axis(reals, Math.log(reals.low()), Math.log(reals.high()), 0);
      } else if (reals.step() == null) {
        return new Axis(reals, reals.low(), reals.high(), 0);
      }
      return stepped(reals, reals.low(), reals.step());
    } else if (distribution instanceof IntDistribution whole) {
      return whole.log()
          ? new Axis(whole, Math.log(whole.low() - 0.5), Math.log(whole.high() + 0.5), 0)
          : stepped(whole, (double) whole.low(), (double) whole.step());
    }
    return new Axis(distribution, 0, distribution.size() - 1, 1);
  }

  private static Axis stepped(Distribution distribution, double low, double step) {
    double high = low + (distribution.size() - 1) * step;
    return new Axis(distribution, low - step / 2, high + step / 2, step);
  }

  /** The number of a value. */
  double place(Object value) {
    double x = distribution.internal(value);
    return log() ? Math.log(x) : x;
  }

  /** The value next to a number. */
  Object value(double x) {
    if (distribution instanceof CategoricalDistribution) {
      return distribution.external(x);
    } else if (step > 0) {
      double first = low + step / 2;
      double index = Math.rint((x - first) / step);
      return distribution.external(
          first + step * Math.min(distribution.size() - 1, Math.max(0, index)));
    } else if (distribution instanceof IntDistribution whole) {
      return Math.min(whole.high(), Math.max(whole.low(), (long) Math.rint(Math.exp(x))));
    }
    FloatDistribution reals = (FloatDistribution) distribution;
    return Math.min(reals.high(), Math.max(reals.low(), log() ? Math.exp(x) : x));
  }

  /**
   * What one of several observations says.
   *
   * @param x where it is
   * @param observations how many there are
   * @param dimensions how many hyperparameters are looked at together
   */
  Kernel kernel(double x, int observations, int dimensions) {
    if (distribution instanceof CategoricalDistribution) {
      double[] shares = new double[(int) distribution.size()];
      Arrays.fill(shares, 1.0 / (observations + 1));
      shares[(int) x] += 1;
      double sum = Arrays.stream(shares).sum();
      return new Shares(Arrays.stream(shares).map(share -> share / sum).toArray());
    }
    double width = high - low;
    double sigma = 0.2 * Math.pow(observations, -1.0 / (dimensions + 4)) * width;
    double least = width / Math.min(100, observations + 2);
    return new Bump(Normal.of(x, Math.min(width, Math.max(least, sigma)), low, high), step);
  }

  /** What is known without any observation: nearly nothing, or what is believed. */
  Kernel prior(Belief belief) {
    if (distribution instanceof CategoricalDistribution) {
      double[] shares = new double[(int) distribution.size()];
      Arrays.fill(shares, 1.0 / shares.length);
      return new Shares(shares);
    } else if (belief != null) {
      return new Bump(belief.kernel(low, high), step);
    }
    return new Bump(Normal.of((low + high) / 2, high - low, low, high), step);
  }

  private boolean log() {
    return (distribution instanceof FloatDistribution reals && reals.log())
        || (distribution instanceof IntDistribution whole && whole.log());
  }
}
