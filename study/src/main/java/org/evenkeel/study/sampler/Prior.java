// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.Hyperparameter;

/**
 * The prior of the best value of a hyperparameter on a logarithmic scale: a normal density of its
 * logarithm with mean log(centre) and standard deviation log(high / low) / 3, at least log(1.5).
 *
 * <p>It does not apply to a hyperparameter on another scale, to choices, or where no value lies
 * between low and high.
 *
 * @param name the hyperparameter
 * @param centre the expected best value
 * @param low the lowest plausible value
 * @param high the highest plausible value
 */
public record Prior(String name, double centre, double low, double high) {

  /** Throws {@link IllegalArgumentException} if the numbers are not positive and in order. */
  public Prior {
    if (!(low > 0 && low <= centre && centre <= high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a prior needs 0 < low <= centre <= high: %s, %s, %s for %s"
              .formatted(low, centre, high, name));
    }
  }

  /** Whether the prior applies to a hyperparameter. */
  boolean appliesTo(Hyperparameter one) {
    if (!one.name().equals(name) || !one.domain().log() || one.domain().size() <= 1) {
      return false;
    }
    Coordinate ends = Coordinate.of(one.domain());
    return Math.max(Math.log(low), ends.low()) < Math.min(Math.log(high), ends.high());
  }

  /** The quantile of the prior at u, cut off to low..high and to the domain. */
  Object at(double u, Domain domain) {
    Coordinate ends = Coordinate.of(domain);
    double from = Math.max(Math.log(low), ends.low());
    double to = Math.min(Math.log(high), ends.high());
    double place = (density(from, to, 0).quantile(u) - ends.low()) / (ends.high() - ends.low());
    return domain.at(Math.min(Math.nextDown(1.0), Math.max(0, place)));
  }

  /** The density of the logarithm, cut off to two bounds. */
  BoundedNormal density(double from, double to, double step) {
    double sigma = Math.max(Math.log(1.5), Math.log(high / low) / 3);
    double mean = Math.min(to, Math.max(from, Math.log(centre)));
    return BoundedNormal.of(mean, sigma, from, to, step);
  }
}
