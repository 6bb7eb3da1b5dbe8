// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.HashMap;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/**
 * The passage of Gaussian signals through activations, with the deviations that a finite number of
 * units adds.
 *
 * <p>Moments and scatter are cached by what they are computed from alone, so that no result depends
 * on earlier queries.
 */
final class Nonlinear {

  /** Spacing in ln q of the variances at which scatter is computed. */
  private static final double SCATTER_STEP = 0.05;

  /** Deviations of ln m beyond which a first-order expansion is not enough. */
  private static final double FAR = 0.5;

  /** |ln q| beyond which activations are taken for linear or constant. */
  private static final double EXTREME = 200;

  /** Second moments treated as infinite. */
  private static final double OVERFLOW = 1e300;

  private final double examples;
  private final Map<Gaussian, ActivationMoments> moments = new HashMap<>();
  private final Map<Gaussian, Scatter> scatters = new HashMap<>();

  Nonlinear(double examples) {
    this.examples = examples;
  }

  /** The passage of a signal, taken for a Gaussian, through an activation. */
  Passed activation(Activation f, Signal in) {
    if (!(in.second() < OVERFLOW)) {
      return new Passed(in.overflown(), 1, 0, back -> back.times(Double.NaN));
    }
    double variance = in.variance();
    Gaussian gaussian = new Gaussian(f, in.mean(), variance, in.norms(), in.distances());
    ActivationMoments moments = this.moments.computeIfAbsent(gaussian, ActivationMoments::of);
    Noise scatter = noise(f, in, moments);
    double noise = in.units() == 0 ? 0 : scatter.forward / in.units();
    double sensitivity = moments.sensitivity().second();
    Deviation deviation = deviation(gaussian, moments, in.scatter());
    Pairs gaps = moments.gaps();
    if (in.units() > 0) {
      deviation =
          deviation.plus(
              noise, scatter.distance / in.units(), scatter.distanceAndForward / in.units());
      gaps = gaps.widened(scatter.distanceOfPair / in.units() * gaps.mean() * gaps.mean());
    }
    double slopeReach = slopeReach(gaussian, in.scatter());
    Signal out =
        new Signal(
            moments.mean(),
            moments.second(),
            moments.norms(),
            gaps,
            deviation,
            in.doubt() * Math.abs(sensitivity),
            0,
            in.border().power(sensitivity),
            in.mean() == 0 && in.behind().equals(Activations.IDENTITY) ? f : Activations.IDENTITY,
            in.mean() == 0 ? variance : Double.NaN);
    return new Passed(
        out,
        sensitivity,
        noise,
        back -> {
          Back passed =
              back.through(moments.slope(), moments.sensitivity().slope(), sensitivity, noise);
          int units = in.units() == 0 ? back.units() : in.units();
          double own = back.units() == 0 ? 0 : scatter.backward(back.likeness(), examples) / units;
          double both = in.units() == 0 ? 0 : 2 * back.coupling() * scatter.both / units;
          return new Back(
              passed.second(),
              back.likeness() * moments.slopeCorrelation(),
              Math.max(back.scatter(), passed.scatter() + own + both),
              passed.coupling(),
              passed.doubt() + slopeReach,
              0,
              passed.border());
        });
  }

  /**
   * The passage of a signal into a layer without an activation before it. The finite number of its
   * units is taken into account here, as no activation has done so.
   */
  Passed settle(Signal in) {
    if (in.units() == 0) {
      return Passed.nothing(in);
    }
    double noise = Scatter.gaussian(in.correlations(), examples) / in.units();
    double r = Double.isNaN(in.gaps().mean()) ? 1 : in.gaps().mean() / in.second();
    Deviation counted =
        in.scatter()
            .plus(
                noise,
                Scatter.gaussianDistance(r, pairs()) / in.units(),
                -Math.max(0, 1 - r) * noise);
    return new Passed(in.settled(counted), 1, noise, back -> settle(back.through(1, 0, 1, noise)));
  }

  /** {@link #settle(Signal)} for a gradient. */
  Back settle(Back back) {
    return back.units() == 0
        ? back
        : new Back(
            back.second(),
            back.likeness(),
            back.scatter() + Scatter.gaussian(back.likeness(), examples) / back.units(),
            back.coupling(),
            back.doubt(),
            0,
            back.border());
  }

  /** The number of pairs over which a correlation is averaged. */
  private double pairs() {
    return Math.max(1, examples - 1);
  }

  /** Whether a signal deviates too far for a first-order expansion. */
  private static boolean curved(Gaussian gaussian, Deviation in) {
    double reach = Math.max(in.down(), in.up());
    return reach >= FAR
        && Math.abs(Math.log(gaussian.variance())) + reach < EXTREME
        && !gaussian.f().positivelyHomogeneous();
  }

  /** The deviation after an activation; for large deviations from the ends of the interval. */
  private static Deviation deviation(Gaussian gaussian, ActivationMoments moments, Deviation in) {
    ActivationMoments.Sensitivity sensitivity = moments.sensitivity();
    Deviation linear =
        in.through(sensitivity.second(), sensitivity.distance(), sensitivity.mixed());
    if (!curved(gaussian, in)) {
      return linear;
    }
    Activation f = gaussian.centered();
    double low = gaussian.variance() * Math.exp(-in.down());
    double high = gaussian.variance() * Math.exp(in.up());
    Deviation far =
        in.through(
            sensitivity.second(),
            sensitivity.distance(),
            sensitivity.mixed(),
            Math.abs(Math.log(moments.second() / f.secondMoment(low))),
            Math.abs(Math.log(f.secondMoment(high) / moments.second())));
    double distance = gaussian.distances().mean();
    if (!(distance > 0)) {
      return far;
    }
    double reach =
        Math.log(
            ActivationMoments.gap(f, low, distance)
                / f.secondMoment(low)
                / ActivationMoments.gap(f, high, distance)
                * f.secondMoment(high));
    return far.plus(0, reach * reach / 4 / Deviation.WIDTH / Deviation.WIDTH, 0);
  }

  /** The change of ln χ between the ends of the interval of a signal that deviates far. */
  private static double slopeReach(Gaussian gaussian, Deviation in) {
    if (!curved(gaussian, in)) {
      return 0;
    }
    Activation f = gaussian.centered();
    double least = f.slopeSecondMoment(gaussian.variance() * Math.exp(-in.down()));
    double most = f.slopeSecondMoment(gaussian.variance() * Math.exp(in.up()));
    return Math.abs(Math.log(most / least));
  }

  /** The scatter of a single unit at the signal in question; see {@link Scatter}. */
  private record Noise(
      double forward,
      double both,
      double distance,
      double distanceAndForward,
      double distanceOfPair,
      double slopeAlone,
      double slopeCommon) {

    /** The scatter of a gradient with the given squared correlation. */
    double backward(double squaredCorrelation, double examples) {
      return Scatter.over(examples, slopeAlone, (1 + 2 * squaredCorrelation) * slopeCommon - 1);
    }
  }

  private Noise noise(Activation f, Signal in, ActivationMoments moments) {
    double variance = f.positivelyHomogeneous() && in.mean() == 0 ? 1 : nearby(in.variance());
    Scatter scatter =
        scatters.computeIfAbsent(
            new Gaussian(f, in.mean(), variance, 0, Pairs.UNKNOWN),
            any -> Scatter.of(any.centered(), variance));
    double gap = moments.gaps().mean();
    double r = Double.isNaN(gap) || moments.second() == 0 ? 1 : gap / moments.second();
    return noise(scatter, in.distances().map(d -> Double.isNaN(d) ? 1 : 1 - d), r);
  }

  private Noise noise(Scatter scatter, Pairs correlations, double r) {
    return new Noise(
        scatter.forward(correlations, examples),
        scatter.both(correlations, examples),
        scatter.distance(correlations, r, pairs()),
        scatter.distanceAndForward(correlations, r, examples),
        scatter.distance(correlations, r, 1),
        scatter.slopeAlone(),
        scatter.slopeCommon(correlations));
  }

  /** The nearest power of exp(SCATTER_STEP). */
  private static double nearby(double value) {
    return value == 0 ? 0 : Math.exp(Math.rint(Math.log(value) / SCATTER_STEP) * SCATTER_STEP);
  }
}
