// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.sampler;

import org.evenkeel.study.space.Domain;
import org.evenkeel.study.space.FloatDomain;
import org.evenkeel.study.space.Hyperparameter;
import org.evenkeel.study.space.IntDomain;

/**
 * What is expected of a hyperparameter on a logarithmic scale before the first trial: a normal
 * density of its logarithm, around log(centre), with a standard deviation of log(high / low) / 3,
 * at least log(1.5).
 *
 * <p>It says nothing of a hyperparameter on another scale, of choices, or of one whose values all
 * lie outside low to high.
 *
 * @param name the hyperparameter
 * @param centre where its best value is expected
 * @param low the lowest value that can work
 * @param high the highest value that can work
 */
public record Prior(String name, double centre, double low, double high) {

  /** Throws {@link IllegalArgumentException} if the numbers are not positive and in order. */
  public Prior {
    if (!(low > 0 && low <= centre && centre <= high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a belief has 0 < low <= centre <= high: %s, %s, %s for %s; give the range that can work"
              .formatted(low, centre, high, name));
    }
  }

  /** Whether it says something of a hyperparameter. */
  boolean concerns(Hyperparameter one) {
    double[] ends = ends(one.domain());
    return one.name().equals(name)
        && ends != null
        && Math.max(Math.log(low), ends[0]) < Math.min(Math.log(high), ends[1]);
  }

  /** The value below which a share u of it lies, in low to high as far as there are values. */
  Object at(double u, Domain domain) {
    double[] ends = ends(domain);
    double from = Math.max(Math.log(low), ends[0]);
    double to = Math.min(Math.log(high), ends[1]);
    double mean = Math.min(to, Math.max(from, Math.log(centre)));
    double log = BoundedNormal.of(mean, sigma(), from, to).quantile(u);
    return domain.at(
        Math.min(Math.nextDown(1.0), Math.max(0, (log - ends[0]) / (ends[1] - ends[0]))));
  }

  /** It as a kernel over all values between two bounds, which are logarithms. */
  BoundedNormal kernel(double from, double to) {
    return BoundedNormal.of(Math.min(to, Math.max(from, Math.log(centre))), sigma(), from, to);
  }

  private double sigma() {
    return Math.max(Math.log(1.5), Math.log(high / low) / 3);
  }

  /** The logarithms that the places 0 and 1 stand for; null on another scale. */
  private static double[] ends(Domain domain) {
    if (domain.size() > 1 && domain instanceof FloatDomain reals && reals.log()) {
      return new double[] {Math.log(reals.low()), Math.log(reals.high())};
    } else if (domain.size() > 1 && domain instanceof IntDomain whole && whole.log()) {
      return new double[] {Math.log(whole.low() - 0.5), Math.log(whole.high() + 0.5)};
    }
    return null;
  }
}
