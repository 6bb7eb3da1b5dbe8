// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import org.evenkeel.recurrent.TokenSeries;
import org.evenkeel.sample.Alignment;
import org.evenkeel.sample.MeanVariance;
import org.evenkeel.sample.SampleShares;
import org.jspecify.annotations.Nullable;

/**
 * A gradient between two layers, on its way back. Within forecasts NaN is an unknown number.
 *
 * @param secondMoment E[(dL/dx)²], over units, positions and examples
 * @param products what its values at different units and examples have in common
 * @param logVariance the variance of ln(secondMoment) over draws of the weights behind
 * @param coupling d ln(secondMoment)/d ln(m), m the forward second moment at this place
 * @param spread the variance over the examples of the logarithm of an example's own, which a finite
 *     width adds
 * @param logError the error of ln(secondMoment), to either side
 * @param logBias how much of ln(secondMoment) a finite width adds on average
 * @param units the number of units over which it is a fresh random sample; 0 if that is counted
 * @param kept the share of its length that the weights which made this sample kept
 * @param border its variation over the positions
 * @param common what all positions have in common
 */
record Gradient(
    double secondMoment,
    Products products,
    double logVariance,
    double coupling,
    double spread,
    double logError,
    double logBias,
    int units,
    double kept,
    Border border,
    Common common) {

  /**
   * What all positions have in common.
   *
   * @param along n·cos² - 1 of the angle that it has with the forward signal's
   * @param share its share of the second moment
   * @param deviation the standard deviation of its logarithm: draws whose logits differ much have
   *     more of it
   */
  record Common(double along, double share, double deviation) {

    static final Common NONE = new Common(0, 0, 0);

    /** The standard deviation that it gives ln(secondMoment). */
    double swing() {
      return share * deviation;
    }
  }

  /**
   * Products of a gradient's values.
   *
   * @param units E[(dL/dx_i)(dL/dx_j)] of two units of one example
   * @param examples E[ρ²] with ρ the correlation of the gradients of two different inputs, by their
   *     lengths
   * @param centered the share of it that sums to 0 over the examples, as batch normalization lets
   *     it
   * @param aligned its angle with the forward signal
   * @param tokens E[(dL/dx)(dL/dx')] of one unit at two positions of one example; NaN if it is not
   *     known
   * @param near the same of positions that are close; null unless known beside the mean
   */
  record Products(
      double units,
      double examples,
      double centered,
      Alignment aligned,
      double tokens,
      @Nullable TokenSeries near) {

    Products(double units, double examples, double centered, Alignment aligned, double tokens) {
      this(units, examples, centered, aligned, tokens, null);
    }

    Products times(double factor) {
      TokenSeries series = near == null ? null : near.times(factor);
      return new Products(units * factor, examples, centered, aligned, tokens * factor, series);
    }

    Products withTokens(double other) {
      return new Products(units, examples, centered, aligned, other, near);
    }

    Products aligned(Alignment other) {
      return new Products(units, examples, centered, other, tokens, near);
    }
  }

  /**
   * The variance of a sum's cross term in units of its shares over the width: 4 for one draw of the
   * loss's directions, more over draws, as simulation shows.
   */
  private static final double CROSS = 12;

  private Gradient with(double second, Products other, double variance, double bias, int count) {
    return new Gradient(
        second, other, variance, coupling, spread, logError, bias, count, kept, border, common);
  }

  private Gradient changed(
      double variance, double other, double error, int count, double share, Border at, Common all) {
    return new Gradient(
        secondMoment, products, variance, coupling, other, error, logBias, count, share, at, all);
  }

  /** The second moment summed over positions, as a weight that all of them share receives it. */
  double overPositions() {
    return secondMoment * border.positions();
  }

  /** Times a factor that does not depend on the weights. */
  Gradient times(double factor) {
    return with(secondMoment * factor, products.times(factor), logVariance, logBias, units);
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
        products.times(factor),
        logVariance + coupling * coupling * noise,
        own + sensitivity * coupling,
        spread,
        logError,
        logBias,
        units,
        kept,
        border,
        common);
  }

  /** The same with other products. */
  Gradient withProducts(Products other) {
    return with(secondMoment, other, logVariance, logBias, units);
  }

  /** The same with another product of two positions. */
  Gradient withTokens(double other) {
    return withProducts(products.withTokens(other));
  }

  /** The same with products of positions that are close. */
  Gradient near(TokenSeries series) {
    Products p = products;
    return withProducts(new Products(p.units, p.examples, p.centered, p.aligned, p.tokens, series));
  }

  /** The correlation of the gradients at two positions; NaN if it is not known. */
  double ofTokens() {
    return secondMoment == 0 ? 0 : products.tokens / secondMoment;
  }

  /** The same with another variance of its logarithm. */
  Gradient withLogVariance(double other) {
    return with(secondMoment, products, other, logBias, units);
  }

  /**
   * The same with deviations that are a mean over the examples.
   *
   * @param alone the variance that is added to the logarithm of one example's
   * @param common the part of it that all examples share
   */
  Gradient deviating(double alone, double common, double batch) {
    double more = Math.max(0, alone - common);
    return changed(
        logVariance + MeanVariance.over(batch, alone, common, spread),
        spread + more,
        logError,
        units,
        kept,
        border,
        this.common);
  }

  /**
   * The same after each example of a batch gave a share of its own to all alike, as batch
   * normalization has it: the relative variance of what they have shrinks.
   */
  Gradient shared(double share, double batch) {
    double left = (1 - share) * (1 - share);
    double varied = batch * SampleShares.squares(batch, spread) - 1;
    return changed(logVariance, Math.log1p(left * varied), logError, units, kept, border, common);
  }

  /** The same with more of what a finite width adds on average. */
  Gradient plusLogBias(double more) {
    return with(secondMoment, products, logVariance, logBias + more, units);
  }

  /**
   * The same with what its angle with the forward signal, whose product with it stays the same,
   * adds to its mean and to its deviations.
   */
  Gradient turned(Alignment.Step step) {
    Alignment aligned = products.aligned;
    return aligned.isKept()
        ? changed(
            Math.max(0, logVariance + aligned.variance(step)),
            coupling + aligned.coupling(step),
            logBias + aligned.bias(step),
            aligned.after(step))
        : this;
  }

  /** The same behind an activation, which keeps some of its angle with the forward signal. */
  Gradient aligned(Alignment.Passed passed) {
    return withProducts(products.aligned(products.aligned.before(passed)));
  }

  private Gradient changed(double variance, double response, double bias, Alignment aligned) {
    return new Gradient(
        secondMoment,
        products.aligned(aligned),
        variance,
        response,
        spread,
        logError,
        bias,
        units,
        kept,
        border,
        common);
  }

  /**
   * The same with what finitely many inputs add to what all positions have in common, as to the
   * part of it along the forward signal.
   */
  Gradient together(int inputs) {
    double gain = 1 + common.along / inputs;
    double along = (1 + common.along) / gain - 1;
    return withTokens(gain * products.tokens)
        .with(new Common(along, common.share, common.deviation));
  }

  /** The same where what all positions have in common is not along the forward signal. */
  Gradient across() {
    return with(new Common(0, common.share, common.deviation));
  }

  /** The same where what all positions have in common has another share, relative to before. */
  Gradient sharing(double factor) {
    return with(new Common(common.along, Math.min(1, factor * common.share), common.deviation));
  }

  /** The same with something else that all positions have in common. */
  Gradient with(Common other) {
    return changed(logVariance, spread, logError, units, kept, border, other);
  }

  /** The same as a fresh random sample over so many units; 0 if that is counted. */
  Gradient withUnits(int count) {
    return with(secondMoment, products, logVariance, logBias, count);
  }

  /** The same as a fresh random sample whose length is kept up to a share. */
  Gradient rotated(int count, double share) {
    return changed(logVariance, spread, logError, count, share, border, common);
  }

  /**
   * The gradient before weights with a mean, of which so far only what they do without one counts.
   *
   * @param fanOut the number of outputs that each input reaches
   * @param squaredMean E[w]²
   */
  Gradient withPairs(double fanOut, double squaredMean, Gradient behind) {
    if (squaredMean == 0 && products.units == 0) {
      return this;
    }
    double pairs = fanOut * Math.max(0, fanOut - 1) * squaredMean * behind.products.units;
    double common = squaredMean == 0 ? 0 : fanOut * squaredMean * behind.secondMoment + pairs;
    Products other =
        new Products(
            common, products.examples, products.centered, products.aligned, products.tokens);
    return with(
        squaredMean == 0 ? secondMoment : Math.max(0, secondMoment + pairs),
        other,
        logVariance,
        logBias,
        units);
  }

  /**
   * The same after random weights: directions of so many values have E[cos²] of 1 in so many, but
   * for the share of the weights that keeps angles.
   */
  Gradient inRandomDirections(double values, double batch) {
    double examples = products.examples + spreading(batch) / values;
    return withProducts(
        new Products(
            products.units, examples, products.centered, products.aligned, products.tokens));
  }

  /**
   * By how much, in units of 1/n, a sample of n units raises E[ρ²]: E[(1 - ρ²)(1 - 2ρ²)], for ρ a
   * cosine in 1/E[ρ²] dimensions, and 4 E[ρ²(1 - ρ²)] by the examples that it lengthens, which
   * count for more: those along what many have in common. Of few examples these are most of the
   * mean.
   */
  double spreading(double batch) {
    double squared = products.examples;
    double counted = Math.max(0, 1 - 2 * SampleShares.typicalSquares(batch, spread));
    return (1 - squared) * (1 + 4 * squared * counted) / (1 + 2 * squared);
  }

  /** The same with a larger error. */
  Gradient plusLogError(double more) {
    return changed(logVariance, spread, logError + more, units, kept, border, common);
  }

  /** The same with another variation over positions. */
  Gradient withBorder(Border other) {
    return changed(logVariance, spread, logError, units, kept, other, common);
  }

  /** The same as if it did not depend on the forward signal. */
  Gradient uncoupled() {
    return through(1, 0, 0, 0);
  }

  /** The same as others are compared with: they have nothing in common with it. */
  Gradient compared() {
    return uncoupled().withProducts(products.aligned(products.aligned.apart()));
  }

  /**
   * The sum of the gradients of a shortcut and of a branch.
   *
   * @param behind the gradient behind the sum, which both started from
   * @param sensitivity of the sum's signal
   * @param noise of the sum's signal
   * @param width the number of units, over which the two are uncorrelated on average only
   * @param batch the number of examples
   */
  Gradient plus(
      Gradient branch,
      Gradient behind,
      double sensitivity,
      double noise,
      double width,
      double batch) {
    double sum = secondMoment + branch.secondMoment;
    double mine = sum == 0 ? 1 : secondMoment / sum;
    double others = 1 - mine;
    double correlation =
        mine * Math.sqrt(products.examples) + others * Math.sqrt(branch.products.examples);
    double together = Math.sqrt(products.examples * branch.products.examples);
    double cross = CROSS * mine * others * MeanVariance.over(batch, 1, together) / width;
    return new Gradient(
        sum,
        new Products(
            products.units + branch.products.units,
            correlation * correlation,
            mine * products.centered + others * branch.products.centered,
            products.aligned,
            products.tokens + branch.products.tokens,
            TokenSeries.sum(products.near, branch.products.near)),
        behind.logVariance
            + mine * mine * (logVariance - behind.logVariance)
            + others * others * (branch.logVariance - behind.logVariance)
            + behind.coupling * behind.coupling * noise
            + cross,
        behind.coupling * sensitivity + mine * coupling + others * branch.coupling,
        behind.spread
            + mine * mine * (spread - behind.spread)
            + others * others * (branch.spread - behind.spread),
        mine * logError + others * branch.logError,
        mine * logBias
            + others * branch.logBias
            + 2 * mine * others * (products.aligned.mean() - 1) / width,
        Math.max(units, branch.units),
        0,
        border.mixed(mine, branch.border, others),
        new Common(
            mine * common.along + others * branch.common.along,
            mine * common.share + others * branch.common.share,
            Math.max(common.deviation, branch.common.deviation)));
  }
}
