// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.HashMap;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.forecast.ActivationMoments.Gaussian;
import org.evenkeel.parameter.Structure;
import org.evenkeel.sample.Alignment;
import org.evenkeel.sample.Deviation;
import org.evenkeel.sample.MeanVariance;
import org.evenkeel.text.Numbers;

/**
 * The passage of Gaussian signals through activations, with the deviations that a finite number of
 * units adds.
 *
 * <p>Moments and variances are cached by what they are computed from alone, so that no result
 * depends on earlier queries.
 */
final class Nonlinear {

  /** Spacing in ln q of the variances at which variances are computed. */
  private static final double VARIANCE_STEP = 0.05;

  /** |ln q| from which on relative variances have their limits, to 1e-13. */
  private static final double STRAIGHT = 60;

  /** How far, at most, the median of ln q lies below that of a first order. */
  private static final double MOST = 4;

  /** Second moments treated as infinite. */
  private static final double OVERFLOW = 1e300;

  /**
   * The error of logarithms where all units of an example have one Gaussian part in common: over
   * the layers it becomes two values, or one.
   */
  private static final double NOT_GAUSSIAN = 0.7;

  /**
   * The same for gradients, by the share that one number of an example has in the signal: then one
   * direction has most of the gradient too, and a draw decides how much. Settled with the seeds
   * 5,000 to 5,015 and 6,000 to 6,031 of the bench's Coverage.
   */
  private static final double ONE_DIRECTION = 0.9;

  private final double examples;
  private final Map<Gaussian, ActivationMoments> moments = new HashMap<>();
  private final Map<Gaussian, Activation> centered = new HashMap<>();
  private final Map<Gaussian, UnitVariance> unitVariances = new HashMap<>();
  private final Map<Gaussian, LayerForecast.Pairing> pairings = new HashMap<>();

  Nonlinear(double examples) {
    this.examples = examples;
  }

  /**
   * An activation less its mean for that signal, as centered weights see it. The mean is that for
   * the nearest power of exp({@value #VARIANCE_STEP}); what is left of it is of second order.
   */
  Activation centered(Activation f, Signal in) {
    double variance = in.variance();
    if (!(variance > 0 && variance < OVERFLOW) || Double.isNaN(in.mean())) {
      return f;
    }
    Gaussian gaussian = new Gaussian(f, in.mean(), nearby(f, in), 0, Pairs.UNKNOWN);
    return centered.computeIfAbsent(
        gaussian,
        any -> {
          double mean = gaussian.centered().mean(gaussian.variance());
          return Activation.of(f.name(), x -> f.apply(x) - mean, f::derivative, f.kinks());
        });
  }

  /** What the weights that meet an activation see of it. */
  Activation seen(Activation f, Signal in, Structure met) {
    return met.isCentered() ? centered(f, in) : met.isMirrored() ? f.odd() : f;
  }

  /** What mirrored weights do not see of an activation's pairs. */
  LayerForecast.Pairing pairing(Activation f, Signal in) {
    double q = nearby(f, in);
    return pairings.computeIfAbsent(
        new Gaussian(f, 0, q, 0, Pairs.UNKNOWN), any -> LayerForecast.Pairing.of(f, q));
  }

  /** The mean that they do not see. */
  static double taken(Activation f, Activation seen, Signal in, Structure met) {
    return met.isMirrored()
        ? f.interpolated().mean(in.secondMoment())
        : seen.equals(f) ? 0 : f.apply(0) - seen.apply(0);
  }

  /** The passage through an activation; an error names the place that it follows. */
  Transfer activation(Activation f, Signal in, String where) {
    try {
      Transfer passed = activation(f, in);
      boolean known = Double.isFinite(in.secondMoment()) && !Double.isNaN(in.mean());
      if (known && Double.isNaN(passed.out().secondMoment())) {
        throw new IllegalArgumentException("it returns NaN; it must return a number for every x");
      }
      return passed;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the activation %s behind %s, for a second moment of %s: %s"
              .formatted(f.name(), where, Numbers.general(in.secondMoment(), 3), e.getMessage()),
          e);
    }
  }

  /** The passage of a signal, taken for a Gaussian, through an activation. */
  Transfer activation(Activation function, Signal in) {
    Activation f = function.interpolated();
    if (!(in.secondMoment() < OVERFLOW) || Double.isNaN(in.mean())) {
      return new Transfer(in.overflown(), 1, 0, back -> back.times(Double.NaN));
    }
    double variance = in.variance();
    Gaussian gaussian = new Gaussian(f, in);
    ActivationMoments.CommonPart shared = ActivationMoments.CommonPart.of(gaussian, in.common());
    ActivationMoments moments =
        shared.around(this.moments.computeIfAbsent(gaussian, ActivationMoments::of));
    Noise unit = noise(f, in);
    double spread = in.deviation().spread();
    double noise = in.units() == 0 ? 0 : unit.forward(examples, spread) / in.units();
    double sensitivity = moments.sensitivity().second();
    Deviation deviation = moments.deviation(gaussian, in.deviation());
    Pairs gaps = moments.gaps();
    if (in.units() > 0) {
      deviation =
          deviation
              .drifting(unit.curvature * Signal.Rotation.of(in).bend(in))
              .plus(noise, unit.distance / in.units(), unit.distanceAndForward / in.units())
              .spread(Math.max(0, unit.forwardAlone - unit.forwardCommon) / in.units());
      double square = gaps.mean() * gaps.mean();
      gaps = gaps.widened(unit.distanceOfPair / in.units() * square, in.border().positions() > 1);
    }
    double slopeReach = moments.slopeReach(gaussian, in.deviation());
    boolean known = in.mean() == 0 && !f.equals(Activations.IDENTITY);
    Signal out =
        new Signal(
            moments.mean(),
            moments.secondMoment(),
            moments.norms() + lengths(unit, in),
            gaps,
            shared.passed(moments),
            deviation,
            in.logError() * Math.abs(sensitivity) + NOT_GAUSSIAN * shared.together(),
            0,
            in.border().power(sensitivity),
            known ? new Signal.Activated(f, variance, gaussian.distances().mean()) : null);
    return new Transfer(
        out,
        sensitivity,
        noise,
        moments.sensitivity().distance(),
        back -> {
          Response response = Response.of(gaussian, moments, in.deviation());
          Gradient passed = back.through(moments.slope(), response.slope, response.signal, noise);
          int units = in.units() == 0 ? back.units() : in.units();
          double both = in.units() == 0 ? 0 : 2 * back.coupling() * unit.both / units;
          Gradient.Products products = back.products();
          double slopes = products.units() == 0 ? 0 : shared.slopeKernel();
          Gradient deviating =
              back.units() == 0
                  ? passed
                  : passed.deviating(
                      unit.backward(back, in, 1) / units,
                      unit.backward(back, in, Double.POSITIVE_INFINITY) / units,
                      examples);
          double values = units * Math.max(1, in.border().positions());
          Alignment.Step turn =
              new Alignment.Step(
                  in.units() == 0 ? 0 : unit.bothAlone / values,
                  deviating.logVariance() - passed.logVariance(),
                  noise,
                  in.units() == 0 ? 0 : unit.both / units,
                  back.coupling());
          return deviating
              .withProducts(
                  new Gradient.Products(
                      slopes * products.units(),
                      unit.at.ofExamples(back, moments.slopeCorrelation(), units, examples),
                      products.centered(),
                      products.aligned(),
                      products.tokens() * moments.slopeOfTokens()))
              .withLogVariance(Math.max(back.logVariance(), deviating.logVariance() + both))
              .plusLogBias(fixed(unit, response.slope, in))
              .turned(turn)
              .aligned(response.angle)
              .plusLogError(
                  (in.deviation().margin() > 1 ? slopeReach : 0) + ONE_DIRECTION * in.shared())
              .withUnits(0);
        });
  }

  /**
   * How a gradient responds to small changes of the signal that enters an activation, in a typical
   * draw.
   *
   * @param signal d ln E[f²]/d ln q
   * @param slope d ln E[f'²]/d ln q
   * @param angle what the activation makes of the gradient's angle with the signal
   */
  private record Response(double signal, double slope, Alignment.Passed angle) {

    /** Relative step of numeric derivatives. */
    private static final double STEP = 1e-3;

    static Response of(Gaussian gaussian, ActivationMoments moments, Deviation in) {
      Activation f = gaussian.f();
      boolean homogeneous = f.positivelyHomogeneous() && gaussian.mean() == 0;
      Response ofMean =
          new Response(
              moments.sensitivity().second(),
              moments.sensitivity().slope(),
              homogeneous ? Alignment.Passed.KEPT : Alignment.Passed.LOST);
      double q = gaussian.variance() * Math.exp(Math.max(-MOST, -in.shift()));
      if (homogeneous || gaussian.mean() != 0 || !(q > 0 && q < OVERFLOW)) {
        return ofMean;
      }
      double chi = f.slopeSecondMoment(q);
      double signal = sensitivity(f, q);
      double slope =
          Math.log(f.slopeSecondMoment(q * (1 + STEP)) / f.slopeSecondMoment(q * (1 - STEP)))
              / (2 * STEP);
      double bend =
          Math.log(sensitivity(f, q * (1 + STEP)) / sensitivity(f, q * (1 - STEP))) / (2 * STEP);
      double ratio = f.secondMoment(q) / (chi * q);
      return Double.isFinite(signal + slope + bend + ratio)
          ? new Response(signal, slope, Alignment.Passed.of(signal, slope, bend, ratio))
          : ofMean;
    }

    private static double sensitivity(Activation f, double q) {
      return f.secondMomentSlope(q) * q / f.secondMoment(q);
    }
  }

  /**
   * By how much rotated weights change the mean of ln E[f'²]: second moments of their
   * pre-activations do not deviate as those of independent ones do, whose mean it is.
   */
  private static double fixed(Noise unit, double slope, Signal in) {
    return Signal.Rotation.of(in).kept() == 0 || in.units() == 0
        ? 0
        : unit.slopeCurvature * Signal.Rotation.of(in).bend(in) + slope * in.deviation().drift();
  }

  /**
   * What a finite number of units adds to the relative variance over examples. It is left out where
   * no bias shifts the activation, as moments there hardly depend on an example's length.
   */
  private static double lengths(Noise unit, Signal in) {
    return in.mean() == 0 || in.common().covariance() != 0 || in.units() == 0
        ? 0
        : (unit.at.forward(1) - unit.at.forward(Double.POSITIVE_INFINITY)) / in.units();
  }

  /**
   * The passage of a signal into a layer without an activation before it. The finite number of its
   * units is taken into account here, as no activation has done so.
   */
  Transfer settle(Signal in) {
    if (in.units() == 0) {
      return Transfer.nothing(in);
    }
    boolean fixed = in.origin() instanceof Signal.Normalized;
    Signal.Rotation rotation = Signal.Rotation.of(in);
    double noise = fixed ? 0 : rotation.ofSquares(in, examples) / in.units();
    double r = Double.isNaN(in.gaps().mean()) ? 1 : in.gaps().mean() / in.secondMoment();
    Deviation counted =
        in.deviation()
            .plus(
                noise, rotation.ofDistance(in, pairs()) / in.units(), -Math.max(0, 1 - r) * noise);
    return new Transfer(
        in.settled(counted),
        1,
        noise,
        1,
        back -> {
          Gradient passed = back.through(1, 0, 1, noise);
          Gradient settled = settle(passed);
          double added = settled.logVariance() - passed.logVariance();
          return settled.turned(new Alignment.Step(0, added, noise, 0, back.coupling()));
        });
  }

  /** {@link #settle(Signal)} for a gradient. */
  Gradient settle(Gradient back) {
    return back.units() == 0
        ? back
        : back.withUnits(0)
            .withLogVariance(
                back.logVariance()
                    + (1 - back.kept())
                        * UnitVariance.gaussian(back.products().examples(), examples)
                        / back.units());
  }

  /** The number of pairs over which a correlation is averaged. */
  private double pairs() {
    return Math.max(1, examples - 1);
  }

  /** The relative variances of a single unit; see {@link UnitVariance}. */
  private record Noise(
      double forwardAlone,
      double forwardCommon,
      double both,
      double bothAlone,
      double distance,
      double distanceAndForward,
      double distanceOfPair,
      double curvature,
      double slopeCurvature,
      UnitVariance.Correlated at) {

    /** The variance of a signal. */
    double forward(double examples, double spread) {
      return MeanVariance.over(examples, forwardAlone, forwardCommon, spread);
    }

    /** The variance of a gradient that comes back. */
    double backward(Gradient back, Signal in, double examples) {
      return at.facing(back).backward(back, examples, Signal.Rotation.of(in));
    }
  }

  private Noise noise(Activation f, Signal in) {
    double variance = f.positivelyHomogeneous() && in.mean() == 0 ? 1 : nearby(f, in);
    UnitVariance ofUnit =
        unitVariances.computeIfAbsent(
            new Gaussian(f, in.mean(), variance, 0, Pairs.UNKNOWN),
            any -> UnitVariance.of(any.centered(), variance));
    Signal.Rotation rotation = Signal.Rotation.of(in);
    UnitVariance.Correlated at = ofUnit.at(in.correlations(), in.places());
    UnitVariance.Fixed rotated = at.fixed(examples, rotation);
    return new Noise(
        forward(at, in, 1),
        forward(at, in, Double.POSITIVE_INFINITY),
        at.both(examples) - fixed(at, in, examples).both(),
        ofUnit.bothAlone(),
        at.distance(pairs(), rotation),
        at.distanceAndForward(examples, rotated),
        in.border().positions() > 1 ? at.distanceAtMost() : at.distance(1, rotation),
        ofUnit.curvature(),
        ofUnit.slopeCurvature(),
        at);
  }

  private static double forward(UnitVariance.Correlated at, Signal in, double examples) {
    double all = at.forward(examples);
    return Math.max(0, all - fixed(at, in, examples).forward());
  }

  /** What the normalization of each example takes away. */
  private static UnitVariance.Fixed fixed(UnitVariance.Correlated at, Signal in, double examples) {
    return in.origin() instanceof Signal.Normalized normalized
        ? at.fixed(examples, normalized.centered())
        : at.fixed(examples, Signal.Rotation.of(in));
  }

  /**
   * The nearest power of exp(VARIANCE_STEP) to the variance. Relative variances no longer change
   * where the activation has become its tangent at 0, or its asymptotes.
   */
  private static double nearby(Activation f, Signal in) {
    if (in.variance() == 0) {
      return 0;
    }
    double exponent = Math.log(in.variance());
    if (in.mean() == 0) {
      double most = f.bounded() ? Double.POSITIVE_INFINITY : STRAIGHT;
      exponent = Math.max(-STRAIGHT, Math.min(most, exponent));
    }
    return Math.exp(Math.rint(exponent / VARIANCE_STEP) * VARIANCE_STEP);
  }
}
