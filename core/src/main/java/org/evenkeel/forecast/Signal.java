// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.network.Network;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.recurrent.TokenSeries;
import org.evenkeel.sample.Deviation;
import org.evenkeel.sample.MeanVariance;
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
    gaps = gaps.within(2 * secondMoment);
  }

  /** The layer that made a signal, as far as others behind it ask. */
  sealed interface Origin {}

  /**
   * A function of a Gaussian of mean 0.
   *
   * @param secondMoment of that Gaussian
   * @param distance 1 less the correlation of two inputs in it, mean over the pairs
   */
  record Activated(Activation function, double secondMoment, double distance) implements Origin {}

  /**
   * Normalization of each example over its units, or of each unit over the examples, so that their
   * sample deviates less.
   *
   * @param centered whether the mean was removed
   */
  record Normalized(boolean centered) implements Origin {}

  /**
   * A sum of a shortcut and a branch, most of whose units' sample a later branch meets again.
   *
   * @param held the covariance of ln m with the logarithm of what the next branch makes of it
   */
  record Summed(double held) implements Origin {}

  /**
   * States of a recurrent layer.
   *
   * @param series their moments, step by step
   * @param more what the state of one step deviates by more than the mean over steps
   * @param average what the average state does
   */
  record Steps(TokenSeries series, List<Deviation> more, Deviation average) implements Origin {

    Steps {
      more = List.copyOf(more);
    }
  }

  /**
   * A sum over a window.
   *
   * @param elsewhere E[x·x'] of two inputs at two positions, mean over the positions
   */
  record Convolved(double elsewhere) implements Origin {}

  /**
   * What a random orthogonal matrix Q keeps of the vectors that enter it: lengths and angles, as
   * far as it has as many rows as columns. Independent weights keep them on average only.
   *
   * <pre>
   * z     pre-activations Q·x + b
   * m, n  rows and columns of Q, without what mirror images repeat
   * k     the share min(1, m/n): |Q·x|² deviates by 2(n - m)/(m (n + 2)), 1 - k of 2/m
   * s     the share of b in E[z²]
   * c     the correlation of two examples; c - s is that of their Q·x
   * h_j   Hermite coefficients of a function of z
   * </pre>
   *
   * <p>Where |Q·x|² is kept, a mean over units of a function of z no longer deviates by its part of
   * order 2, h_2² (c - s)².
   *
   * @param kept k; 0 for independent weights
   * @param ofBiases s
   * @param returned the same share for the gradient, which the transpose takes back: min(1, n/m)
   */
  record Rotation(double kept, double ofBiases, double returned) implements Origin {

    /** What independent weights keep. */
    static final Rotation NONE = new Rotation(0, 0, 0);

    /** A signal's rotation; none if it does not come from weights alone. */
    static Rotation of(Signal signal) {
      return signal.origin() instanceof Rotation rotation ? rotation : NONE;
    }

    /**
     * The rotation by a layer's weights.
     *
     * @param paired whether its own units are pairs of opposite sign
     * @param ofBiases s
     */
    static Rotation of(Network.Placed place, Structure structure, boolean paired, double ofBiases) {
      if (!structure.isOrthogonal()) {
        return new Rotation(0, ofBiases, 0);
      }
      Part part = place.weights().parts().get(0);
      double rows = part.outputs() / (paired ? 2.0 : 1);
      double channels =
          part.inputs() / (double) structure.pairing() - (structure.isCentered() ? 1 : 0);
      double columns = channels * (structure.isDelta() ? 1 : part.taps());
      return new Rotation(Math.min(1, rows / columns), ofBiases, Math.min(1, columns / rows));
    }

    /** The variance of |Q·x|² over units that is kept, in units of h_2²: the mean of (c - s)² k. */
    double ofLengths(Pairs correlations, double examples, double places) {
      return kept == 0 ? 0 : kept * correlations.squaresOver(ofBiases, examples, places);
    }

    /**
     * E[q'²]/2q² - 1/2 of the second moments q' that a function of curvature takes its mean over:
     * those of single examples in single draws. Rotated weights keep the lengths |Q·x|, less that
     * of a Gaussian.
     */
    double bend(Signal z) {
      double lengths = kept * (1 - ofBiases) * (1 - ofBiases) / z.units();
      Deviation draws = z.deviation();
      return kept == 0
          ? Math.min(1, draws.signal() + draws.spread()) / 2
          : draws.signal() / 2 - lengths;
    }

    /** The relative variance of z² over so many examples. */
    double ofSquares(Signal z, double examples) {
      Pairs correlations = z.correlations();
      return Math.max(
          0,
          2 * correlations.squaresOver(0, examples, z.places())
              - 2 * ofLengths(correlations, examples, z.places()));
    }

    /**
     * The relative variance of the distance r of z, mean over pairs: of differences that are kept
     * just b and its products with Q·x count.
     */
    double ofDistance(Signal z, double pairs) {
      Pairs correlations = z.correlations();
      double s = ofBiases;
      double along = correlations.map(c -> Math.max(0, c - s)).mean();
      double ofBoth = 2 * s * s + MeanVariance.over(pairs, 4 * s * (1 - s), 4 * s * along);
      return (1 - kept) * UnitVariance.gaussianDistance(correlations, pairs, z.places())
          + kept * ofBoth;
    }

    /** The relative variance of a gradient of examples with this mean squared correlation. */
    double ofGradient(double squaredCorrelation, double examples) {
      return (1 - returned) * UnitVariance.gaussian(squaredCorrelation, examples);
    }
  }

  /**
   * What units have in common because the weights before them have a mean.
   *
   * @param covariance of two units of one example
   * @param gap the covariance less that of two units of two examples
   * @param peaks a² where it is a Gaussian around a or -a, as a bounded function makes it: 0 where
   *     it is a Gaussian, the covariance where it is one of two values
   */
  record Common(double covariance, double gap, double peaks) {

    static final Common NONE = new Common(0, 0, 0);

    Common times(double factor) {
      return equals(NONE) ? NONE : new Common(covariance * factor, gap * factor, peaks * factor);
    }

    /** The sum of independent ones, of which fourth cumulants add up, -2a⁴ each. */
    Common plus(Common other) {
      return new Common(
          covariance + other.covariance, gap + other.gap, Math.hypot(peaks, other.peaks));
    }
  }

  /** What sums of so many terms have in common whose weights have a mean of that square. */
  Common summed(double terms, double square) {
    double products = terms * Math.max(0, terms - 1) * square;
    return square == 0
        ? Common.NONE
        : new Common(
            terms * square * variance() + terms * (terms - 1) * square * common.covariance(),
            terms * square * gaps.mean() + products * common.gap(),
            products * common.peaks());
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

  /**
   * The relative variance over examples of the Gaussian that x is taken for: biases add the same to
   * every example's m.
   */
  double spread() {
    double share = deviating() / secondMoment;
    return norms > 0 && share > 0 ? norms / (share * share) : 0;
  }

  /** The share of m that weights with a mean give to all units of an example in common. */
  double shared() {
    return common.covariance() == 0 || secondMoment == 0
        ? 0
        : Math.min(1, (mean * mean + common.covariance()) / secondMoment);
  }

  /**
   * The gaps as windows of so many values have them: the mean of c² over pairs of vectors of n
   * values is at least 1/n (Welch 1974, "Lower bounds on the maximum cross correlation of
   * signals").
   */
  Pairs gapsOfWindows(double values) {
    double variance = variance();
    double more = 1 / values - gaps.map(gap -> 1 - gap / variance).squares(0);
    return more > 0 ? gaps.widened(more * variance * variance, false) : gaps;
  }

  /** 1 - c of the Gaussian that x is taken for. */
  Pairs distances() {
    double variance = variance();
    return variance == 0 ? gaps.map(gap -> Double.NaN) : gaps.map(gap -> gap / variance).within(2);
  }

  /**
   * Its correlations in a typical draw, whose distances are those of a median; 1 where they are not
   * known, which deviates most.
   */
  Pairs correlations() {
    double typical = Math.exp(-deviation.distance() / 2);
    return distances().map(distance -> Double.isNaN(distance) ? 1 : 1 - typical * distance);
  }

  /**
   * The positions at which a unit has values of its own; 1 where it is not known how alike these
   * are, as if all were the same.
   */
  double places() {
    return Double.isNaN(gaps.tokens() + gaps.across()) ? 1 : Math.max(1, border.positions());
  }

  /**
   * The same where pairs are seen through windows of so many values, in which they differ more than
   * whole inputs do; unchanged where it is not known how alike positions are.
   */
  Signal seenThrough(double values) {
    double mean = gaps.mean();
    if (places() == 1 || mean == 0) {
      return this;
    }
    Pairs seen = Pairs.of(1 - mean / secondMoment, 1 / Math.sqrt(values));
    Pairs other = seen.map(c -> (1 - c) * secondMoment).same(gaps.same()).at(mean, mean);
    return new Signal(
        mean(), secondMoment, norms, other, common, deviation, logError, units, border, origin);
  }

  /** The product with an independent signal but for the length of the input. */
  Signal times(Signal b) {
    Signal a = this;
    double lengths = Math.sqrt(a.norms() * b.norms());
    double second = a.secondMoment() * b.secondMoment();
    return new Signal(
        a.mean() * b.mean(),
        second * (1 + lengths),
        a.norms() + b.norms() + 2 * lengths,
        // E[x·x'] of a product is that of its factors multiplied
        a.gaps()
            .with(
                b.gaps(),
                (one, other) ->
                    (1 + lengths)
                        * (a.secondMoment() * other + b.secondMoment() * one - one * other)),
        Signal.Common.NONE,
        Deviation.NONE,
        a.logError() + b.logError(),
        0,
        a.border(),
        null);
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
