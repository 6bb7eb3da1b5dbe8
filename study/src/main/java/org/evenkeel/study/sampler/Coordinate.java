// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.IntDomain;

/**
 * A hyperparameter's values as numbers that kernels are laid over: logarithms where it has a
 * logarithmic scale, and the number of the choice where it has choices.
 *
 * @param domain the values
 * @param low where kernels end below; half a step below the lowest value if there are steps
 * @param high where they end above
 * @param step the distance between values that a kernel's mass is shared out to; 0 for a density
 */
record Coordinate(Domain domain, double low, double high, double step) {

  /** What one observation says of where the next value should lie. */
  sealed interface Component {

    /** The logarithm of its density, or of its share, at a place. */
    double log(double x);

    /** A place drawn from it. */
    double draw(RandomGenerator random);
  }

  record NormalComponent(BoundedNormal normal, double step) implements Component {
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
  record CategoricalComponent(double[] shares) implements Component {
    @Override
    public double log(double x) {
      return Math.log(shares[(int) x]);
    }

    @Override
    public double draw(RandomGenerator random) {
      return Parzen.pick(shares, random);
    }
  }

  static Coordinate of(Domain domain) {
    if (domain instanceof FloatDomain reals) {
      if (reals.log()) {
        return new Coordinate(reals, Math.log(reals.low()), Math.log(reals.high()), 0);
      } else if (reals.step() == null) {
        return new Coordinate(reals, reals.low(), reals.high(), 0);
      }
      return stepped(reals, reals.low(), reals.step());
    } else if (domain instanceof IntDomain whole) {
      return whole.log()
          ? new Coordinate(whole, Math.log(whole.low() - 0.5), Math.log(whole.high() + 0.5), 0)
          : stepped(whole, (double) whole.low(), (double) whole.step());
    }
    return new Coordinate(domain, 0, domain.size() - 1, 1);
  }

  private static Coordinate stepped(Domain domain, double low, double step) {
    double high = low + (domain.size() - 1) * step;
    return new Coordinate(domain, low - step / 2, high + step / 2, step);
  }

  /** The number of a value. */
  double place(Object value) {
    double x = domain.internal(value);
    return log() ? Math.log(x) : x;
  }

  /** The value next to a number. */
  Object value(double x) {
    if (domain instanceof CategoricalDomain) {
      return domain.external(x);
    } else if (step > 0) {
      double first = low + step / 2;
      double index = Math.rint((x - first) / step);
      return domain.external(first + step * Math.min(domain.size() - 1, Math.max(0, index)));
    } else if (domain instanceof IntDomain whole) {
      return Math.min(whole.high(), Math.max(whole.low(), (long) Math.rint(Math.exp(x))));
    }
    FloatDomain reals = (FloatDomain) domain;
    return Math.min(reals.high(), Math.max(reals.low(), log() ? Math.exp(x) : x));
  }

  /**
   * What one of several observations says.
   *
   * @param x where it is
   * @param observations how many there are
   * @param dimensions how many hyperparameters are looked at together
   */
  Component kernel(double x, int observations, int dimensions) {
    if (domain instanceof CategoricalDomain) {
      double[] shares = new double[(int) domain.size()];
      Arrays.fill(shares, 1.0 / (observations + 1));
      shares[(int) x] += 1;
      double sum = Arrays.stream(shares).sum();
      return new CategoricalComponent(Arrays.stream(shares).map(share -> share / sum).toArray());
    }
    double width = high - low;
    double sigma = 0.2 * Math.pow(observations, -1.0 / (dimensions + 4)) * width;
    double least = width / Math.min(100, observations + 2);
    return new NormalComponent(
        BoundedNormal.of(x, Math.min(width, Math.max(least, sigma)), low, high), step);
  }

  /** What is known without any observation: nearly nothing, or what is believed. */
  Component prior(Prior prior) {
    if (domain instanceof CategoricalDomain) {
      double[] shares = new double[(int) domain.size()];
      Arrays.fill(shares, 1.0 / shares.length);
      return new CategoricalComponent(shares);
    } else if (prior != null) {
      return new NormalComponent(prior.kernel(low, high), step);
    }
    return new NormalComponent(BoundedNormal.of((low + high) / 2, high - low, low, high), step);
  }

  private boolean log() {
    return (domain instanceof FloatDomain reals && reals.log())
        || (domain instanceof IntDomain whole && whole.log());
  }
}
