// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.List;
import org.evenkeel.network.Layer;
import org.evenkeel.recurrent.TokenSeries;
import org.evenkeel.sample.Alignment;
import org.evenkeel.sample.Deviation;
import org.evenkeel.sample.MeanVariance;

/** The transfer of a signal by dropout and by normalization. */
final class RescalingTransfer {

  /** The ε that DJL and PyTorch add to a variance before dividing by its root. */
  private static final double EPSILON = 1e-5;

  /** The share of a batch's gradient that normalization removes, times the batch's size. */
  private static final double ALONE = 2;

  private static final double CENTERED = 1.25;

  /**
   * The variance of the eigenvalues of the units' covariance, in units of 1 in so many, at most.
   */
  private static final double SPECTRUM = 1.1;

  /**
   * n times what E[1/s²] over n units is above 1/σ², 3 for χ² of n - 1 degrees of freedom, less the
   * mean that a gradient loses: 1 - 2/π where ReLU's outputs are orthogonal to it.
   */
  private static final double CENTERED_EXAMPLE = 3 - (1 - 2 / Math.PI);

  /** E[f⁴]/E[f²]² and 3 E[f'⁴]/E[f'²]² of ReLU. */
  private static final double FOURTH = 6;

  private static final double SLOPE_FOURTH = 6;

  /** E[f³] E[f]/E[f²]² of ReLU. */
  private static final double CUBES = 4 / Math.PI;

  private RescalingTransfer() {}

  /**
   * Dropout in training: x·B/p with B of mean p. The second moment, that of the mean included,
   * grows by 1/p; E[x·x'] of two inputs, whose masks are not the same, does not.
   *
   * <p>Of one example's mean over units the masks raise the relative variance by E[f⁴]/E[f²]² (1/p
   * - 1), and that of its gradient by 3 E[f'⁴]/E[f'²]² (1/p - 1); {@value #FOURTH} and {@value
   * #SLOPE_FOURTH} times, as for ReLU.
   *
   * @param keep p
   */
  static Transfer dropout(double keep, Signal in, double units, double examples) {
    double more = 1 / keep - 1;
    double positions = Math.max(1, in.border().positions());
    double ofExample = FOURTH * more / units / positions;
    double masks = MeanVariance.over(examples, ofExample, 0, in.deviation().spread());
    double r = in.gaps().mean() / in.secondMoment();
    double response = r / (r + more);
    double ofDistance =
        masks(keep, 1 - r, (r + more) * keep, Math.max(1, examples - 1)) / units / positions;
    Signal out =
        new Signal(
            in.mean(),
            in.secondMoment() / keep,
            in.norms(),
            in.gaps().map(gap -> gap + in.secondMoment() * more),
            in.common(),
            in.deviation().through(1, response, 0).plus(masks, ofDistance, 0).spread(ofExample),
            in.logError(),
            in.units(),
            in.border(),
            in.origin() instanceof Signal.Steps ? in.origin() : null);
    return new Transfer(
        out,
        1,
        masks,
        response,
        back -> {
          Gradient.Products products = back.products();
          Gradient passed = back.through(1 / keep, 0, 1, masks);
          TokenSeries near = passed.products().near();
          Gradient deviating =
              passed.deviating(SLOPE_FOURTH * more / units / positions, 0, examples);
          double gain = 2 * more / units / positions;
          Alignment.Step turn =
              new Alignment.Step(
                  gain,
                  deviating.logVariance() - passed.logVariance(),
                  masks,
                  MeanVariance.over(examples, gain, 0, back.spread()),
                  back.coupling());
          return deviating
              .withProducts(
                  new Gradient.Products(
                      products.units(),
                      products.examples() * keep * keep,
                      products.centered(),
                      products.aligned(),
                      passed.products().tokens() * keep,
                      near == null ? null : near.times(keep).masked(passed.secondMoment())))
              .turned(turn);
        });
  }

  /**
   * What masks add to the relative variance of a distance, of one unit, as for ReLU.
   *
   * @param c the correlation before them
   * @param r the distance behind them
   */
  private static double masks(double keep, double c, double r, double pairs) {
    double alike = Math.max(0, (c - 1 / Math.PI) / (1 - 1 / Math.PI));
    double squares = 1 + (FOURTH - 1) * alike; // E[f(u)² f(v)²]/E[f²]²
    double cubes = CUBES + (FOURTH - CUBES) * alike; // E[f(u)³ f(v)]
    double threes = 1 / Math.PI + (FOURTH - 1 / Math.PI) * alike; // E[f(u)² f(v) f(w)]
    double half = (1 - r) / 2;
    double second = 1 / keep / keep - 1;
    double third = 1 / keep / keep - 1 / keep;
    double fourth = third / keep;
    double single = squares * second + 2 * half * half * FOURTH * fourth - 4 * half * cubes * third;
    double chained =
        threes * (1 / keep - 1) + half * half * FOURTH * fourth - 2 * half * cubes * third;
    double scale = keep * keep / r / r;
    return MeanVariance.inRow(pairs, scale * single, scale * chained, 0);
  }

  /** Normalization with the scale and shift behind it. */
  static Transfer normalization(
      Layer.Normalization.Over over, Weights.Affine affine, Signal in, double examples) {
    Transfer passed = normalization(over, in, examples);
    return affine.equals(Weights.Affine.NONE)
        ? passed
        : Transfer.all(in, List.of(passed, affine(affine, passed.out())));
  }

  /**
   * Normalization. Over a batch each unit loses its mean over inputs, which leaves the mean gap as
   * its variance and uncorrelated inputs (Yang et al. 2019); behind a convolution, and of tokens in
   * their places, it loses its mean over positions too, and inputs keep in common what they have at
   * one position alone. How alike tokens of noise become behind that is not known. Over a layer
   * each input loses its mean over units. A gradient is divided by the same divisor.
   *
   * <p>Of B Gaussian examples E[1/s²] is B/(B - 3) over their variance, as s² is χ² with B - 1
   * degrees of freedom; a gradient also loses what it has in common over examples and along the
   * signal: {@value #ALONE} of B, or {@value #CENTERED} if it has lost that already behind a ReLU.
   * What one example loses, all others get.
   *
   * <p>Of finitely many units n, the weights are those that s comes from, so that the largest 1/s²
   * meet the smallest weights: 2/n less. Against that the units' covariance over the examples has a
   * spectrum, of γ/n beside the 1/B of their number, and E[1/s²] is larger by 2γ/n (B - 1)/(B - 3),
   * with γ = {@value #SPECTRUM}·3B/(3B + n) by simulation of widths 32 to 2,048 and batches 8 to
   * 64, beside what pairs of different distance do to the mean gap.
   */
  private static Transfer normalization(Layer.Normalization.Over over, Signal in, double examples) {
    boolean known = !Double.isNaN(in.secondMoment());
    double mean = over == Layer.Normalization.Over.RMS && known ? in.mean() : 0;
    double variance =
        switch (over) {
          case BATCH -> ofBatch(in, examples);
          case RMS -> in.secondMoment();
          case LAYER, GROUP, TOKEN -> Math.max(0, in.variance() - in.common().covariance());
        };
    double divisor = variance + EPSILON;
    double second = Double.isNaN(variance) ? 1 : variance / divisor;
    boolean apart = over == Layer.Normalization.Over.BATCH;
    double values = examples * Math.max(1, in.border().positions());
    // E[gap/m], where lengths deviate more than gaps
    double ratio = in.border().positions() > 1 ? Math.exp(-in.deviation().both()) : 1;
    double kept =
        switch (over) {
          case BATCH ->
              Double.isNaN(in.common().gap()) ? in.common().covariance() : in.common().gap();
          case RMS -> in.common().covariance();
          case LAYER, GROUP, TOKEN -> 0;
        };
    double removed = over == Layer.Normalization.Over.RMS ? 0 : in.common().gap();
    boolean everywhere = apart && !isPlaced(in) && !(in.origin() instanceof Signal.Convolved);
    Pairs gaps =
        everywhere
            ? apart(in.gaps(), second * (1 + 1 / Math.max(1, values - 1)), divisor)
            : ofLengths(over, in).map(gap -> Math.max(0, gap - removed) / divisor);
    boolean mixed = apart && in.gaps().asInputs() && !(in.origin() instanceof Signal.Convolved);
    Signal out =
        new Signal(
            mean == 0 ? 0 : mean / Math.sqrt(divisor),
            second,
            apart && known ? in.norms() : 0,
            mixed ? gaps.at(Double.NaN, Double.NaN) : apart ? gaps : gaps.times(ratio),
            kept == 0 || !known
                ? Signal.Common.NONE
                : new Signal.Common(kept, in.common().gap(), Math.min(kept, in.common().peaks()))
                    .times(1 / divisor),
            apart ? Deviation.NONE : in.deviation().through(0, 1, 0),
            0,
            in.units(),
            apart ? in.border() : in.border().power(0),
            new Signal.Normalized(!apart && over != Layer.Normalization.Over.RMS));
    double own = -variance / divisor;
    double few = values > 5 ? 2 / (values - 5) * (1 + (SLOPE_FOURTH - 1) / values) : 2;
    double ofUnit = apart ? few : 2 * in.correlations().squaresOver(0, examples, in.places());
    double noise = in.units() == 0 ? 0 : ofUnit / in.units();
    double ofExample = over == Layer.Normalization.Over.RMS ? 2 : CENTERED_EXAMPLE;
    double met = apart ? everywhere ? metAgain(examples, in.units()) : 0 : ofExample;
    double apartFrom = everywhere ? Math.log(in.gaps().ofManyUnits() / in.gaps().mean()) : 0;
    double bias = (in.units() == 0 ? 0 : met / in.units()) + (apartFrom > 0 ? apartFrom : 0);
    return new Transfer(
        out,
        0,
        0,
        apart ? 0 : 1,
        back -> {
          Gradient.Products products = back.products();
          double lost = ALONE - (ALONE - CENTERED) * products.centered();
          double lengths = apart && values > 3 ? (values - lost) / (values - 3) : 1;
          Gradient passed = back.through(lengths / divisor, own, 0, 0).plusLogError(in.logError());
          return (apart ? passed.shared(Math.min(1, ALONE / values), examples) : passed.across())
              .withProducts(
                  new Gradient.Products(
                      passed.products().units(),
                      products.examples(),
                      apart ? 1 : products.centered(),
                      apart ? Alignment.NONE : Alignment.ACROSS,
                      apart && products.tokens() != 0 ? Double.NaN : passed.products().tokens()))
              .withLogVariance(passed.logVariance() + noise)
              .plusLogBias(bias);
        });
  }

  private static Pairs ofLengths(Layer.Normalization.Over over, Signal in) {
    return over == Layer.Normalization.Over.TOKEN || over == Layer.Normalization.Over.RMS
        ? in.gaps().ofLengths(in.secondMoment())
        : in.gaps();
  }

  /** Gaps whose mean is known; pairs keep what they differ by. */
  private static Pairs apart(Pairs before, double mean, double divisor) {
    double scale = mean / before.mean();
    return Double.isNaN(scale)
        ? Pairs.gap(mean, before.same() / divisor)
        : Pairs.gap(0, before.same() / divisor)
            .with(before, (none, gap) -> scale * gap)
            .same(before.same() / divisor)
            .at(Double.NaN, Double.NaN)
            .limited();
  }

  /** n times what finitely many units add to the gradient behind batch normalization. */
  private static double metAgain(double examples, double units) {
    double spectrum = SPECTRUM * 3 * examples / (3 * examples + units);
    return examples > 3 ? 2 * (spectrum * (examples - 1) / (examples - 3) - 1) : 0;
  }

  /** A scale and a shift of each unit, drawn on their own. */
  static Transfer affine(Weights.Affine affine, Signal in) {
    double scale = affine.scale();
    double square = affine.squaredScale();
    double scaled = square * in.secondMoment();
    double second = scaled + 2 * scale * affine.shift() * in.mean() + affine.squaredShift();
    double share = second == 0 ? 0 : scaled / second;
    boolean even = affine.squaredShift() == 0 && scale * scale == square;
    Signal out =
        new Signal(
            scale * in.mean() + affine.shift(),
            second,
            in.norms() * share * share,
            in.gaps().map(gap -> square * gap),
            in.common().times(scale * scale),
            in.deviation().through(share, 1, 1 - share),
            in.logError() * share,
            in.units(),
            in.border().power(share),
            even ? in.origin() : null);
    return new Transfer(out, share, 0, 1, back -> back.through(square, 0, share, 0));
  }

  /**
   * The variance of a unit over the examples, and over the positions that it is the same at. With
   * positions of their own it is the mean gap over all pairs of values, of which those at one
   * position or of one example are a part: no value is its own pair.
   */
  private static double ofBatch(Signal in, double examples) {
    if (in.origin() instanceof Signal.Convolved convolved) {
      return Math.max(0, in.secondMoment() - convolved.elsewhere());
    }
    if (isPlaced(in)) {
      double positions = in.border().positions();
      double across = in.gaps().across();
      double tokens = Double.isNaN(in.gaps().tokens()) ? across : in.gaps().tokens();
      double here = in.gaps().mean() + (positions - 1) * across;
      double sum = (positions - 1) * tokens + (examples - 1) * here;
      return Double.isInfinite(examples) ? here / positions : sum / (examples * positions);
    }
    return Double.isNaN(in.gaps().mean()) ? in.variance() : in.gaps().ofManyUnits();
  }

  /** Whether it is known what inputs have in common at one of several positions alone. */
  private static boolean isPlaced(Signal in) {
    return in.border().positions() > 1 && !Double.isNaN(in.gaps().across());
  }
}
