// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

/**
 * A gradient on its way back, as theory knows it; NaN for what it does not know.
 *
 * @param second E[(dL/dx)²], over units, positions and examples
 * @param likeness E[ρ²], the mean squared correlation of the gradients of two different inputs
 * @param scatter variance of its logarithm over draws of the weights behind
 * @param coupling d ln(second)/d ln(m): how it answers to a change of the signal at this place
 * @param doubt by how much ln(second) may be wrong, to either side
 * @param units number of units over which it is a fresh random sample; 0 if that is counted
 * @param border how it varies over the positions
 */
record Back(
    double second,
    double likeness,
    double scatter,
    double coupling,
    double doubt,
    int units,
    Border border) {

  /** Times a factor that knows of no weights. */
  Back times(double factor) {
    return new Back(second * factor, likeness, scatter, coupling, doubt, units, border);
  }

  /**
   * Behind a function that multiplies each gradient with a factor of mean square {@code factor}.
   *
   * @param own d ln(factor)/d ln(m) by what entered the function
   * @param sensitivity of the function's signal
   * @param noise of the function's signal
   */
  Back through(double factor, double own, double sensitivity, double noise) {
    return new Back(
        second * factor,
        likeness,
        scatter + coupling * coupling * noise,
        own + sensitivity * coupling,
        doubt,
        units,
        border);
  }

  Back over(Border other) {
    return new Back(second, likeness, scatter, coupling, doubt, units, other);
  }

  Back doubted(double more) {
    return new Back(second, likeness, scatter, coupling, doubt + more, units, border);
  }

  /** A fresh random sample over so many units. */
  Back fresh(int count) {
    return new Back(second, likeness, scatter, coupling, doubt, count, border);
  }

  /**
   * The gradients of a shortcut and of a branch, summed.
   *
   * @param behind the gradient behind the sum, which both started from
   * @param sensitivity of the sum's signal
   * @param noise of the sum's signal
   */
  Back plus(Back branch, Back behind, double sensitivity, double noise) {
    double sum = second + branch.second;
    double mine = sum == 0 ? 1 : second / sum;
    double others = 1 - mine;
    double alike = mine * Math.sqrt(likeness) + others * Math.sqrt(branch.likeness);
    return new Back(
        sum,
        alike * alike,
        behind.scatter
            + mine * mine * (scatter - behind.scatter)
            + others * others * (branch.scatter - behind.scatter)
            + behind.coupling * behind.coupling * noise,
        behind.coupling * sensitivity + mine * coupling + others * branch.coupling,
        mine * doubt + others * branch.doubt,
        Math.max(units, branch.units),
        border.mixed(mine, branch.border, others));
  }

  Back uncoupled() {
    return new Back(second, likeness, scatter, 0, doubt, units, border);
  }
}
