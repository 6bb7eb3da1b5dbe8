// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.sample.CausalKernel;
import org.evenkeel.sample.Covariances;
import org.evenkeel.sample.MeanVariance;
import org.evenkeel.signal.InputSignal;
import org.jspecify.annotations.Nullable;

/**
 * A quantity over pairs of inputs at three nodes of Gauss–Hermite quadrature, as a function of the
 * mean differs from the mean of the function; and the quantity for other pairs: two passes of one
 * input, between which the masks of dropout change, and two positions of one input or of two. What
 * is not known of positions is NaN, and stays so.
 *
 * @param far the value of distant pairs, with weight 1/6
 * @param middle the value of typical pairs, with weight 2/3
 * @param near the value of similar pairs, with weight 1/6
 * @param same the value of two passes of one input
 * @param tokens the value of two positions of one input, mean over pairs of positions
 * @param across the value of two positions of two inputs
 * @param repeats the share of pairs of positions of one input that hold the same
 * @param limit the mean behind batch normalization if units were infinitely many, so that all pairs
 *     were alike; NaN where none came before
 * @param over how it differs from position to position; null where it does not, or as is not known
 */
record Pairs(
    double far,
    double middle,
    double near,
    double same,
    double tokens,
    double across,
    double repeats,
    double limit,
    @Nullable CausalKernel over) {

  /** The least value of a pair, as a share of the mean. */
  private static final double LEAST = 1e-3;

  /** How often an input's values may be repeated on average, as in noise none is. */
  private static final double REPEATED = 2;

  /** By how much distances of positions and of inputs may differ in noise. */
  private static final double NOISE = 0.1;

  /** Gaps that are not known; passes of one input differ by nothing. */
  static final Pairs UNKNOWN = new Pairs(Double.NaN, Double.NaN, Double.NaN, 0);

  /** Values of pairs at one position. */
  Pairs(double far, double middle, double near, double same) {
    this(far, middle, near, same, Double.NaN, Double.NaN, 0, Double.NaN, null);
  }

  /** One value for all pairs. */
  static Pairs all(double value) {
    return new Pairs(value, value, value, value, value, value, 0, Double.NaN, null);
  }

  /** One gap for all pairs of different inputs. */
  static Pairs gap(double value, double same) {
    return new Pairs(value, value, value, same);
  }

  /** The correlations of pairs, by their mean and standard deviation. */
  static Pairs of(double mean, double deviation) {
    double reach = Math.sqrt(3) * deviation;
    return new Pairs(mean - reach, mean, mean + reach, 1).map(c -> Math.max(-1, Math.min(1, c)));
  }

  /**
   * The correlations of inputs of a shape; of two positions as of two inputs where what was
   * measured of these shows that they differ as much: a cosine in n dimensions deviates by (1 -
   * c²)/√n. Below 0 no more than two can be alike.
   */
  static Pairs of(InputSignal input, int[] shape) {
    if (input.correlation() == null) {
      return UNKNOWN;
    }
    double features = Arrays.stream(shape).asDoubleStream().reduce(1, (a, b) -> a * b);
    double c = input.correlation();
    Double spread = input.spread();
    double dimensions = spread == null ? 0 : square((1 - c * c) / spread);
    return shape.length > 1 && dimensions > features / REPEATED
        ? of(c, 1 / Math.sqrt(shape[0])).at(Math.max(0, c), Math.max(0, c))
        : of(c, spread == null ? 1 / Math.sqrt(features) : spread);
  }

  Pairs map(DoubleUnaryOperator f) {
    double middleValue = f.applyAsDouble(middle);
    return new Pairs(
        far == middle ? middleValue : f.applyAsDouble(far),
        middleValue,
        near == middle ? middleValue : f.applyAsDouble(near),
        same == middle ? middleValue : f.applyAsDouble(same),
        ofPositions(tokens, middleValue, f),
        ofPositions(across, middleValue, f),
        repeats,
        ofPositions(limit, middleValue, f),
        over);
  }

  private double ofPositions(double value, double middleValue, DoubleUnaryOperator f) {
    return Double.isNaN(value) ? value : value == middle ? middleValue : f.applyAsDouble(value);
  }

  /** The same times a factor. */
  Pairs times(double factor) {
    return new Pairs(
        factor * far,
        factor * middle,
        factor * near,
        factor * same,
        factor * tokens,
        factor * across,
        repeats,
        factor * limit,
        over);
  }

  /** The same where it is from 0 to a limit, else the end that is next. */
  Pairs within(double most) {
    return isWithin(far, most)
            && isWithin(middle, most)
            && isWithin(near, most)
            && isWithin(same, most)
            && isWithin(tokens, most)
            && isWithin(across, most)
            && isWithin(limit, most)
        ? this
        : map(value -> Math.max(0, Math.min(most, value)));
  }

  private static boolean isWithin(double value, double most) {
    return (value >= 0 && value <= most) || Double.isNaN(value);
  }

  /** The mean of the squares of differences from a value. */
  double squares(double from) {
    return (square(far - from) + 4 * square(middle - from) + square(near - from)) / 6;
  }

  private static double square(double x) {
    return x * x;
  }

  Pairs times(Pairs other) {
    return with(other, (one, another) -> one * another);
  }

  Pairs plus(Pairs other) {
    Pairs sum = with(other, Double::sum);
    return over == null && other.over == null
        ? sum
        : sum.over(
            CausalKernel.sum(
                causal((over == null ? other.over : over).tokens()),
                other.causal((over == null ? other.over : over).tokens())));
  }

  /** What inputs differ by, of so many positions. */
  CausalKernel.Means causal(double positions) {
    CausalKernel kernel =
        over == null || over.tokens() != positions ? CausalKernel.flat(positions) : over;
    return new CausalKernel.Means(kernel, mean(), Math.max(0, across - tokens));
  }

  /** The same with other differences from position to position. */
  Pairs over(@Nullable CausalKernel other) {
    return new Pairs(far, middle, near, same, tokens, across, repeats, limit, other);
  }

  /** Gaps of the last position. */
  Pairs last() {
    return over == null ? this : map(gap -> over.last() * gap).over(null);
  }

  /** Gaps of positions that have been divided by their length, m on average. */
  Pairs ofLengths(double second) {
    if (over == null || !(middle > 0)) {
      return this;
    }
    CausalKernel.Means now = causal(over.tokens());
    CausalKernel.Means normed = over.normalized(now.own() / second, now.between() / second);
    double factor = normed.own() * second / now.own();
    double ofPositions = across - mean() + factor * mean();
    return map(gap -> factor * gap)
        .at(ofPositions - normed.between() * second, ofPositions)
        .over(normed.kernel());
  }

  Pairs with(Pairs other, DoubleBinaryOperator f) {
    return new Pairs(
        f.applyAsDouble(far, other.far),
        f.applyAsDouble(middle, other.middle),
        f.applyAsDouble(near, other.near),
        f.applyAsDouble(same, other.same),
        f.applyAsDouble(tokens, other.tokens),
        f.applyAsDouble(across, other.across),
        Math.max(repeats, other.repeats),
        Double.isNaN(limit) && Double.isNaN(other.limit)
            ? Double.NaN
            : f.applyAsDouble(ofManyUnits(), other.ofManyUnits()),
        over);
  }

  /** The same with more for different inputs. */
  Pairs apart(double more) {
    return more == 0
        ? this
        : new Pairs(
            far + more,
            middle + more,
            near + more,
            same,
            tokens,
            across + more,
            repeats,
            limit + more,
            over);
  }

  /** The same with more for different positions. */
  Pairs positioned(double more) {
    return at(tokens + more, across + more);
  }

  /** The same with another value for two passes of one input. */
  Pairs same(double other) {
    return new Pairs(far, middle, near, other, tokens, across, repeats, limit, over);
  }

  /** The same with other values for different positions. */
  Pairs at(double ofTokens, double acrossInputs) {
    return new Pairs(far, middle, near, same, ofTokens, acrossInputs, repeats, limit, over);
  }

  /**
   * Gaps of positions and of one more that is the same for all inputs.
   *
   * @param share of the positions of them and that one
   * @param gap of a position and that one
   */
  Pairs beside(double share, double gap) {
    double ofTokens = Math.max(0, 2 * share - 1); // (T - 1)/(T + 1)
    return map(one -> share * one)
        .at(ofTokens * tokens + (1 - ofTokens) * gap, ofTokens * across + (1 - ofTokens) * gap)
        .over(null);
  }

  /** The same with another share of positions that hold the same. */
  Pairs repeated(double share) {
    return new Pairs(far, middle, near, same, tokens, across, share, limit, over);
  }

  /**
   * A positive quantity with the same mean and a larger variance over pairs. What the variance has
   * done to the mean it does to that of other pairs too, so that they stay comparable.
   *
   * @param raised whether the mean grows where a near value would be below 0: so it does behind
   *     windows, by simulation of 8 channels
   */
  Pairs widened(double more, boolean raised) {
    double mean = mean();
    double variance = variance() + more;
    double factor = middle == 0 ? 1 : mean / middle;
    if (Double.isNaN(mean) || more == 0) {
      return this;
    }
    double wide = Math.sqrt(3 * variance);
    double least = (1 - LEAST) * mean;
    return new Pairs(
        mean + (raised ? wide : Math.min(wide, least)),
        mean,
        mean - Math.min(wide, least),
        same * factor,
        tokens * factor,
        across * factor,
        repeats,
        limit,
        over);
  }

  /** The same behind batch normalization, whose mean is that of infinitely many units. */
  Pairs limited() {
    return new Pairs(far, middle, near, same, tokens, across, repeats, mean(), over);
  }

  /** The mean of infinitely many units. */
  double ofManyUnits() {
    return Double.isNaN(limit) ? mean() : limit;
  }

  /** The mean of correlations over all pairs of so many examples, each at so many places. */
  double over(double examples, double places) {
    return places == 1
        ? MeanVariance.over(examples, 1, mean())
        : new Covariances(1, mean(), tokens, across).over(examples, places);
  }

  /** The mean of the squares of what correlations are above a value, over the same pairs. */
  double squaresOver(double from, double examples, double places) {
    double alone = square(1 - from);
    double here = squares(from);
    return places == 1
        ? MeanVariance.over(examples, alone, Math.min(alone, here))
        : new Covariances(
                alone,
                Math.min(alone, here + square(1 - mean()) * alike()),
                Math.min(alone, square(tokens - from) + squareBeside(tokens)),
                Math.min(alone, square(across - from) + squareBeside(across)))
            .over(examples, places);
  }

  /** Correlations of another mean that differ as these do. */
  Pairs around(double other) {
    double more = other - mean();
    return map(c -> Math.max(-1, Math.min(1, c + more)));
  }

  /** The variance of correlations of positions, a share of which is 1. */
  private double squareBeside(double mean) {
    return variance() + square(1 - mean) * alike();
  }

  /** s/(1 - s) of the share s of positions that hold the same. */
  private double alike() {
    return repeats < 1 ? repeats / (1 - repeats) : 0;
  }

  /** The mean of a function of correlations, a share of which is 1, from its value there. */
  double withRepeats(double mean, double atOne, DoubleUnaryOperator f) {
    return repeats == 0 || repeats >= mean
        ? f.applyAsDouble(mean)
        : repeats * atOne + (1 - repeats) * f.applyAsDouble((mean - repeats) / (1 - repeats));
  }

  /** Whether positions are known to differ as inputs do, as in noise. */
  boolean asInputs() {
    return Math.abs(tokens - mean()) < NOISE * tokens;
  }

  /** Whether another pair is as a typical one. */
  boolean isTypical(double other) {
    return Math.abs(other - middle) <= 1e-9 * Math.abs(middle);
  }

  /**
   * The squared correlation of what two inputs differ by at two places, where these are
   * correlations: 0 if places differ as inputs do.
   */
  double sameAcross() {
    double apart = 1 - mean();
    double alike = apart > 0 ? Math.min(1, Math.max(0, tokens - across) / apart) : 1;
    return alike * alike;
  }

  double variance() {
    return squares(mean());
  }

  double mean() {
    return (far + 4 * middle + near) / 6;
  }
}
