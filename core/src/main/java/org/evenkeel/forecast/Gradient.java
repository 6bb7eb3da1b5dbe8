// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

/**
 * A gradient between two layers, on its way back. Within forecasts NaN is an unknown number.
 *
 * @param secondMoment E[(dL/dx)²], over units, positions and examples
 * @param common the product E[(dL/dx_i)(dL/dx_j)] of two units of one example
 * @param squaredCorrelation E[ρ²] with ρ the correlation of the gradients of two different inputs
 * @param logVariance the variance of ln(secondMoment) over draws of the weights behind
 * @param coupling d ln(secondMoment)/d ln(m), m the forward second moment at this place
 * @param logError the error of ln(secondMoment), to either side
 * @param units the number of units over which it is a fresh random sample; 0 if that is counted
 * @param border its variation over the positions
 */
record Gradient(
    double secondMoment,
    double common,
    double squaredCorrelation,
    double logVariance,
    double coupling,
    double logError,
    int units,
    Border border) {

  /** The second moment summed over positions, as a weight that all of them share receives it. */
  double overPositions() {
    return secondMoment * border.positions();
  }

  /** Times a factor that does not depend on the weights. */
  Gradient times(double factor) {
    return new Gradient(
        secondMoment * factor,
        common * factor,
        squaredCorrelation,
        logVariance,
        coupling,
        logError,
        units,
        border);
  }

  /**
   * The gradient before a function that multiplies each gradient with a factor of mean square
   * {@code factor}.
   *
   * @param own d ln(factor)/d ln(m) by what entered the function
   * @param sensitivity of the function's signal
   * @param noise of the function's signal
   */
  Gradient through(double factor, double own, double sensitivity, double noise) {
    return new Gradient(
        secondMoment * factor,
        common * factor,
        squaredCorrelation,
        logVariance + coupling * coupling * noise,
        own + sensitivity * coupling,
        logError,
        units,
        border);
  }

  /** The same with another squared correlation. */
  Gradient withSquaredCorrelation(double other) {
    return new Gradient(
        secondMoment, common, other, logVariance, coupling, logError, units, border);
  }

  /** The same with another variance of its logarithm. */
  Gradient withLogVariance(double other) {
    return new Gradient(
        secondMoment, common, squaredCorrelation, other, coupling, logError, units, border);
  }

  /** The same with another product of two units. */
  Gradient withCommon(double other) {
    return new Gradient(
        secondMoment, other, squaredCorrelation, logVariance, coupling, logError, units, border);
  }

  /**
   * The gradient before weights with a mean, of which so far only what they do without one counts.
   *
   * @param fanOut the number of outputs that each input reaches
   * @param squaredMean E[w]²
   */
  Gradient withPairs(double fanOut, double squaredMean, Gradient behind) {
    if (squaredMean == 0) {
      return withCommon(0);
    }
    double pairs = fanOut * Math.max(0, fanOut - 1) * squaredMean * behind.common;
    double alone = fanOut * squaredMean * behind.secondMoment;
    return new Gradient(
        secondMoment + pairs,
        alone + pairs,
        squaredCorrelation,
        logVariance,
        coupling,
        logError,
        units,
        border);
  }

  /** The same with a larger error. */
  Gradient plusLogError(double more) {
    return new Gradient(
        secondMoment,
        common,
        squaredCorrelation,
        logVariance,
        coupling,
        logError + more,
        units,
        border);
  }

  /** The same as a fresh random sample over so many units; 0 if that is counted. */
  Gradient withUnits(int count) {
    return new Gradient(
        secondMoment, common, squaredCorrelation, logVariance, coupling, logError, count, border);
  }

  /** The same with another variation over positions. */
  Gradient withBorder(Border other) {
    return new Gradient(
        secondMoment, common, squaredCorrelation, logVariance, coupling, logError, units, other);
  }

  /** The same as if it did not depend on the forward signal. */
  Gradient uncoupled() {
    return new Gradient(
        secondMoment, common, squaredCorrelation, logVariance, 0, logError, units, border);
  }

  /**
   * The sum of the gradients of a shortcut and of a branch.
   *
   * @param behind the gradient behind the sum, which both started from
   * @param sensitivity of the sum's signal
   * @param noise of the sum's signal
   */
  Gradient plus(Gradient branch, Gradient behind, double sensitivity, double noise) {
    double sum = secondMoment + branch.secondMoment;
    double mine = sum == 0 ? 1 : secondMoment / sum;
    double others = 1 - mine;
    double correlation =
        mine * Math.sqrt(squaredCorrelation) + others * Math.sqrt(branch.squaredCorrelation);
    return new Gradient(
        sum,
        common + branch.common,
        correlation * correlation,
        behind.logVariance
            + mine * mine * (logVariance - behind.logVariance)
            + others * others * (branch.logVariance - behind.logVariance)
            + behind.coupling * behind.coupling * noise,
        behind.coupling * sensitivity + mine * coupling + others * branch.coupling,
        mine * logError + others * branch.logError,
        Math.max(units, branch.units),
        border.mixed(mine, branch.border, others));
  }
}
