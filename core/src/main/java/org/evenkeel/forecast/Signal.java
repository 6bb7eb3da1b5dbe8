// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.activation.Activation;
import org.evenkeel.parameter.Structure;
import org.jspecify.annotations.Nullable;

/**
 * A forward signal x between two layers. Within forecasts NaN is an unknown number.
 *
 * @param mean μ = E[x], over units, positions and examples
 * @param secondMoment m = E[x²]
 * @param norms relative variance over examples of an example's own m
 * @param gaps E[(x - x')²]/2 = m - E[x·x'] of two different inputs; unlike E[x·x'] it stays
 *     accurate while inputs become one and the same; at least 0 and at most 2m, which a sum of
 *     bounds may exceed and loses
 * @param common the part that all units of an example have in common, besides the mean
 * @param deviation the deviations of m and of the gaps over draws of the weights before
 * @param logError the error of ln m, to either side, where theory has only bounds
 * @param units the number of units over which the mean of the next function of x is taken while
 *     these are a fresh random sample; 0 if their deviation is counted already
 * @param border the variation of m over the positions
 * @param origin the layer that made x; null where none behind it asks
 */
record Signal(
    double mean,
    double secondMoment,
    double norms,
    Pairs gaps,
    Common common,
    Deviation deviation,
    double logError,
    int units,
    Border border,
    @Nullable Origin origin) {

  Signal {
    double most = 2 * secondMoment;
    gaps = gaps.map(gap -> Math.max(0, Math.min(most, gap)));
  }

  /** The layer that made a signal, as far as others behind it ask. */
  sealed interface Origin permits Activated, Normalized, Convolved, Rotation {}

  /** A function of a Gaussian of mean 0 and a second moment. */
  record Activated(Activation function, double secondMoment) implements Origin {}

  /**
   * Normalization of each example over its units, so that their sample deviates less.
   *
   * @param centered whether the mean was removed
   */
  record Normalized(boolean centered) implements Origin {}

  /**
   * A sum over a window.
   *
   * @param elsewhere E[x·x'] of two inputs at two positions, mean over the positions
   */
  record Convolved(double elsewhere) implements Origin {}

  /**
   * What units have in common because the weights before them have a mean.
   *
   * @param covariance of two units of one example
   * @param gap the covariance less that of two units of two examples
   */
  record Common(double covariance, double gap) {

    static final Common NONE = new Common(0, 0);

    Common times(double factor) {
      return equals(NONE) ? NONE : new Common(covariance * factor, gap * factor);
    }

    Common plus(Common other) {
      return new Common(covariance + other.covariance, gap + other.gap);
    }
  }

  /** A signal of which nothing but perhaps that it is infinite is known. */
  private static Signal unknown(double secondMoment, Border border) {
    return new Signal(
        Double.NaN,
        secondMoment,
        0,
        Pairs.UNKNOWN,
        Common.NONE,
        Deviation.NONE,
        0,
        0,
        border,
        null);
  }

  /** A signal of which nothing is known, over positions of that shape. */
  static Signal unknown(int[] shape) {
    return unknown(Double.NaN, Border.of(shape));
  }

  /** A Gaussian of the same units with a measured second moment and correlation. */
  Signal measured(double second, @Nullable Double correlation) {
    Pairs pairs = correlation == null ? Pairs.UNKNOWN : Pairs.gap((1 - correlation) * second, 0);
    return new Signal(
        0, second, 0, pairs, Common.NONE, Deviation.NONE, 0, units, border.power(0), null);
  }

  /** Whether its second moment is known; an infinite one is. */
  boolean isKnown() {
    return !Double.isNaN(secondMoment);
  }

  /** The variance over units, positions and examples: that of the Gaussian that x is taken for. */
  double variance() {
    return Math.max(secondMoment - mean * mean, 0);
  }

  /** E[(Σ w·x)²] over so many terms of weights with E[w²], E[w] and a structure. */
  double weighted(double terms, double variance, double mean, Structure structure) {
    double both = this.mean * this.mean + common.covariance();
    double seen = structure.isCentered() ? Math.max(0, secondMoment - both) : secondMoment;
    return terms * variance * seen
        + (mean == 0 ? 0 : terms * Math.max(0, terms - 1) * mean * mean * both);
  }

  /** The part of m that deviates with the weights: all but a mean that biases give. */
  double deviating() {
    return common.covariance() == 0 ? variance() : secondMoment;
  }

  /** The share of m that weights with a mean give to all units of an example in common. */
  double shared() {
    return common.covariance() == 0 || secondMoment == 0
        ? 0
        : Math.min(1, (mean * mean + common.covariance()) / secondMoment);
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

  /**
   * Its correlations in a typical draw, whose distances are those of a median; 1 where they are not
   * known, which deviates most.
   */
  Pairs correlations() {
    double typical = Math.exp(-deviation.distance() / 2);
    return distances().map(distance -> Double.isNaN(distance) ? 1 : 1 - typical * distance);
  }

  /** The same with other deviations and error. */
  Signal with(Deviation other, double error) {
    return new Signal(mean, secondMoment, norms, gaps, common, other, error, units, border, origin);
  }

  /** The same as the result of a sum over a window. */
  Signal convolved(double elsewhere) {
    return new Signal(
        mean,
        secondMoment,
        norms,
        gaps,
        common,
        deviation,
        logError,
        units,
        border,
        new Convolved(elsewhere));
  }

  /** The same with another variation over positions. */
  Signal withBorder(Border other) {
    return new Signal(
        mean, secondMoment, norms, gaps, common, deviation, logError, units, other, origin);
  }

  /** The same with a deviation that counts its units. */
  Signal settled(Deviation counted) {
    return new Signal(
        mean, secondMoment, norms, gaps, common, counted, logError, 0, border, origin);
  }

  /** The same of which only whether it is infinite is known. */
  Signal overflown() {
    boolean infinite = secondMoment > 1 && !(Double.isNaN(mean) && Double.isFinite(secondMoment));
    double second = infinite ? Double.POSITIVE_INFINITY : Double.NaN;
    return unknown(second, border);
  }
}
