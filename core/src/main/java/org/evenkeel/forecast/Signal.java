// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/**
 * A signal between two layers, as theory knows it; NaN for what it does not know.
 *
 * @param mean μ = E[x], over units, positions and examples
 * @param second m = E[x²]
 * @param norms relative variance over examples of an example's own m
 * @param gaps E[(x - x')²]/2 = m - E[x·x'] of two different inputs; kept instead of E[x·x'] because
 *     it stays accurate while inputs become one and the same
 * @param scatter what draws of the weights before do to m and the gaps
 * @param doubt by how much ln m may be wrong, to either side, where theory has only bounds
 * @param units number of units over which the mean of the next function of x is taken while these
 *     are a fresh random sample; 0 if their scatter is already counted
 * @param border how m varies over the positions
 * @param behind the function that made x out of a Gaussian, the identity if x itself is one
 * @param before that Gaussian's second moment
 */
record Signal(
    double mean,
    double second,
    double norms,
    Pairs gaps,
    Deviation scatter,
    double doubt,
    int units,
    Border border,
    Activation behind,
    double before) {

  /** The variance over units, positions and examples: that of the Gaussian that x is taken for. */
  double variance() {
    return Math.max(second - mean * mean, 0);
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

  /** Its correlations; 1 where they are not known, which scatters most. */
  Pairs correlations() {
    return distances().map(distance -> Double.isNaN(distance) ? 1 : 1 - distance);
  }

  /** The same with another variation over positions. */
  Signal over(Border other) {
    return new Signal(mean, second, norms, gaps, scatter, doubt, units, other, behind, before);
  }

  /** The same with its units counted. */
  Signal settled(Deviation with) {
    return new Signal(mean, second, norms, gaps, with, doubt, 0, border, behind, before);
  }

  /** The same of which only whether it is infinite is known. */
  Signal overflown() {
    return new Signal(
        Double.NaN,
        second > 1 ? Double.POSITIVE_INFINITY : Double.NaN,
        0,
        Pairs.UNKNOWN,
        Deviation.NONE,
        0,
        0,
        border,
        Activations.IDENTITY,
        Double.NaN);
  }

  /** A signal of which nothing is known, over positions of that shape. */
  static Signal unknown(int[] shape) {
    return new Signal(
        Double.NaN,
        Double.NaN,
        0,
        Pairs.UNKNOWN,
        Deviation.NONE,
        0,
        0,
        Border.of(shape),
        Activations.IDENTITY,
        Double.NaN);
  }
}
