// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.HashMap;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/** What activations do to a Gaussian, and with a mean over finitely many units of it. */
final class Nonlinear {

  /** Error bars may be this much off in ln q and ln(1 - c). */
  private static final double SCATTER_STEP = 0.05;

  /** Distances below which error bars take inputs for one and the same. */
  private static final double FINEST = 1e-4;

  /** Deviations of ln m from which on curvature matters. */
  private static final double FAR = 0.5;

  /** ln q where activations of any use are linear on either side, or flat. */
  private static final double EXTREME = 200;

  /** Second moments that are as good as infinite. */
  private static final double OVERFLOW = 1e300;

  /** A network with more different layers than this is followed from one of them to the next. */
  private static final int MANY = 300;

  private final double examples;
  private final Map<Gaussian, Moments> known = new HashMap<>();
  private Moments last;
  private final Map<Gaussian, Scatter> scatters = new HashMap<>();
  private final Map<Gaussian, Noise> noises = new HashMap<>();

  Nonlinear(double examples) {
    this.examples = examples;
  }

  private Moments moments(Gaussian gaussian) {
    if (known.size() > MANY && last.isNear(gaussian)) {
      return last.at(gaussian);
    }
    last = known.computeIfAbsent(gaussian, Moments::of);
    return last;
  }

  /** f(x) of every element, x taken for a Gaussian. */
  Passed activation(Activation f, Signal in) {
    if (!(in.second() < OVERFLOW)) {
      return new Passed(in.overflown(), 1, 0, back -> back.times(Double.NaN));
    }
    double variance = in.variance();
    Gaussian gaussian = new Gaussian(f, in.mean(), variance, in.norms(), in.distances());
    Moments moments = moments(gaussian);
    Noise scatter = noise(f, in, moments);
    double noise = in.units() == 0 ? 0 : scatter.forward / in.units();
    double sensitivity = moments.sensitivity();
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
              back.through(moments.slope(), moments.slopeSensitivity(), sensitivity, noise);
          int units = in.units() == 0 ? back.units() : in.units();
          double own = back.units() == 0 ? 0 : scatter.backward(back.likeness(), examples) / units;
          double both = in.units() == 0 ? 0 : 2 * back.coupling() * scatter.both / units;
          return new Back(
              passed.second(),
              back.likeness() * moments.likeness(),
              Math.max(back.scatter(), passed.scatter() + own + both),
              passed.coupling(),
              passed.doubt() + slopeReach,
              0,
              passed.border());
        });
  }

  /**
   * A Gaussian whose mean square is taken as it is, by a next layer that no activation comes
   * before: then it is here that a finite number of units counts.
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

  /** The same for a gradient. */
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

  /** The number of pairs that a correlation is a mean of. */
  private double pairs() {
    return Math.max(1, examples - 1);
  }

  /** Whether first order will not do for a signal that reaches so far. */
  private static boolean curved(Gaussian gaussian, Deviation in) {
    double reach = Math.max(in.down(), in.up());
    return reach >= FAR
        && Math.abs(Math.log(gaussian.variance())) + reach < EXTREME
        && !gaussian.f().positivelyHomogeneous();
  }

  /** Where ln m reaches far, to first order will not do: then the ends go through f themselves. */
  private static Deviation deviation(Gaussian gaussian, Moments moments, Deviation in) {
    Deviation linear =
        in.through(moments.sensitivity(), moments.distanceSensitivity(), moments.mixed());
    if (!curved(gaussian, in)) {
      return linear;
    }
    Activation f = gaussian.centered();
    double low = gaussian.variance() * Math.exp(-in.down());
    double high = gaussian.variance() * Math.exp(in.up());
    Deviation far =
        in.through(
            moments.sensitivity(),
            moments.distanceSensitivity(),
            moments.mixed(),
            Math.abs(Math.log(moments.second() / f.secondMoment(low))),
            Math.abs(Math.log(f.secondMoment(high) / moments.second())));
    double distance = gaussian.distances().mean();
    if (!(distance > 0)) {
      return far;
    }
    double reach =
        Math.log(
            Moments.gap(f, low, distance)
                / f.secondMoment(low)
                / Moments.gap(f, high, distance)
                * f.secondMoment(high));
    return far.plus(0, reach * reach / 4 / Deviation.WIDTH / Deviation.WIDTH, 0);
  }

  /** By how much ln χ changes between the ends of where the signal may be, if that is far. */
  private static double slopeReach(Gaussian gaussian, Deviation in) {
    if (!curved(gaussian, in)) {
      return 0;
    }
    Activation f = gaussian.centered();
    double least = f.slopeSecondMoment(gaussian.variance() * Math.exp(-in.down()));
    double most = f.slopeSecondMoment(gaussian.variance() * Math.exp(in.up()));
    return Math.abs(Math.log(most / least));
  }

  /** What a unit's scatter is next to where the signal is; see {@link Scatter}. */
  private record Noise(
      double forward,
      double both,
      double distance,
      double distanceAndForward,
      double distanceOfPair,
      double slopeAlone,
      double slopeCommon) {

    /** The scatter of a gradient, whose likeness differs from layer to layer. */
    double backward(double likeness, double examples) {
      return Scatter.over(examples, slopeAlone, (1 + 2 * likeness) * slopeCommon - 1);
    }
  }

  private Noise noise(Activation f, Signal in, Moments moments) {
    Pairs distances = in.distances().map(d -> Double.isNaN(d) ? 0 : d);
    Pairs rounded = distances.map(d -> d < FINEST ? 0 : nearby(d));
    double variance = f.positivelyHomogeneous() && in.mean() == 0 ? 1 : nearby(in.variance());
    return noises.computeIfAbsent(
        new Gaussian(f, in.mean(), variance, 0, rounded),
        key -> {
          Scatter scatter =
              scatters.computeIfAbsent(
                  new Gaussian(f, in.mean(), variance, 0, Pairs.UNKNOWN),
                  any -> Scatter.of(any.centered(), variance));
          double gap = moments.gaps().mean();
          double r = Double.isNaN(gap) || moments.second() == 0 ? 1 : gap / moments.second();
          return noise(scatter, distances.map(d -> 1 - d), r);
        });
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

  /** The nearest of numbers that are a step apart in their logarithm. */
  private static double nearby(double value) {
    return value == 0 ? 0 : Math.exp(Math.rint(Math.log(value) / SCATTER_STEP) * SCATTER_STEP);
  }
}
