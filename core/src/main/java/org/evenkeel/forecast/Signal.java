// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.activation.Activation;
import org.jspecify.annotations.Nullable;

/**
 * A forward signal x between two layers. Within forecasts NaN is an unknown number.
 *
 * @param mean μ = E[x], over units, positions and examples
 * @param secondMoment m = E[x²]
 * @param norms relative variance over examples of an example's own m
 * @param gaps E[(x - x')²]/2 = m - E[x·x'] of two different inputs; unlike E[x·x'] it stays
 *     accurate while inputs become one and the same
 * @param deviation the deviations of m and of the gaps over draws of the weights before
 * @param logError the error of ln m, to either side, where theory has only bounds
 * @param units the number of units over which the mean of the next function of x is taken while
 *     these are a fresh random sample; 0 if their deviation is counted already
 * @param border the variation of m over the positions
 * @param origin the function that made x out of a Gaussian; null if it is not known, or x is one
 */
record Signal(
    double mean,
    double secondMoment,
    double norms,
    Pairs gaps,
    Deviation deviation,
    double logError,
    int units,
    Border border,
    @Nullable Origin origin) {

  /** A function of a Gaussian of mean 0 and a second moment. */
  record Origin(Activation function, double secondMoment) {}

  /** A Gaussian with a fresh random sample of units. */
  static Signal gaussian(
      double mean, double secondMoment, double norms, Pairs gaps, int units, Border border) {
    return new Signal(mean, secondMoment, norms, gaps, Deviation.NONE, 0, units, border, null);
  }

  /** A signal of which nothing is known, over positions of that shape. */
  static Signal unknown(int[] shape) {
    return gaussian(Double.NaN, Double.NaN, 0, Pairs.UNKNOWN, 0, Border.of(shape));
  }

  /** The variance over units, positions and examples: that of the Gaussian that x is taken for. */
  double variance() {
    return Math.max(secondMoment - mean * mean, 0);
  }

  /** 1 - c of the Gaussian that x is taken for. */
  Pairs distances() {
    double variance = variance();
    return gaps.map(
        gap ->
            Double.isNaN(gap) || variance == 0
                ? Double.NaN
                : Math.max(0, Math.min(2, gap / variance)));
  }

  /** Its correlations; 1 where they are not known, which deviates most. */
  Pairs correlations() {
    return distances().map(distance -> Double.isNaN(distance) ? 1 : 1 - distance);
  }

  /** The same with other deviations and error. */
  Signal with(Deviation other, double error) {
    return new Signal(mean, secondMoment, norms, gaps, other, error, units, border, origin);
  }

  /** The same with another variation over positions. */
  Signal withBorder(Border other) {
    return new Signal(mean, secondMoment, norms, gaps, deviation, logError, units, other, origin);
  }

  /** The same with a deviation that counts its units. */
  Signal settled(Deviation counted) {
    return new Signal(mean, secondMoment, norms, gaps, counted, logError, 0, border, origin);
  }

  /** The same of which only whether it is infinite is known. */
  Signal overflown() {
    double second = secondMoment > 1 ? Double.POSITIVE_INFINITY : Double.NaN;
    return gaussian(Double.NaN, second, 0, Pairs.UNKNOWN, 0, border);
  }
}
