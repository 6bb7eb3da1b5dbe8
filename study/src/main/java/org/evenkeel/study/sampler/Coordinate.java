// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import java.util.Arrays;
import org.evenkeel.study.space.CategoricalDomain;
import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.IntDomain;
import org.jspecify.annotations.Nullable;

/**
 * The coordinate in which the density of one hyperparameter is estimated: the logarithm of a value
 * on a logarithmic scale, the index of a choice, and otherwise the value itself.
 *
 * @param domain the values
 * @param low the lower end of the density; half a step below the lowest value if there are steps
 * @param high the upper end of the density
 * @param step the distance between values, each of which takes the mass around it; 0 for reals
 */
record Coordinate(Domain domain, double low, double high, double step) {

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

  /** The coordinate of a value. */
  double place(Object value) {
    double x = domain.internal(value);
    return domain.log() ? Math.log(x) : x;
  }

  /** The value closest to a coordinate. */
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
    return Math.min(reals.high(), Math.max(reals.low(), domain.log() ? Math.exp(x) : x));
  }

  /**
   * The component of one observation.
   *
   * @param x its coordinate
   * @param observations the number of observations
   * @param dimensions the number of hyperparameters estimated together
   */
  Parzen.Component component(double x, int observations, int dimensions) {
    if (domain instanceof CategoricalDomain) {
      double[] weights = new double[(int) domain.size()];
      Arrays.fill(weights, 1.0 / (observations + 1));
      weights[(int) x] += 1;
      return new Parzen.Choices(Parzen.normalized(weights));
    }
    double width = high - low;
    double sigma = 0.2 * Math.pow(observations, -1.0 / (dimensions + 4)) * width;
    double least = width / Math.min(100, observations + 2);
    return BoundedNormal.of(x, Math.min(width, Math.max(least, sigma)), low, high, step);
  }

  /** The component without observations: the prior, or nearly uniform where there is none. */
  Parzen.Component component(@Nullable Prior prior) {
    if (domain instanceof CategoricalDomain) {
      double[] uniform = new double[(int) domain.size()];
      Arrays.fill(uniform, 1.0 / uniform.length);
      return new Parzen.Choices(uniform);
    }
    return prior == null
        ? BoundedNormal.of((low + high) / 2, high - low, low, high, step)
        : prior.density(low, high, step);
  }
}
