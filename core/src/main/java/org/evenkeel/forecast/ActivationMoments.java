// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.stream.DoubleStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.sample.Deviation;

/**
 * The moments of an activation f of a Gaussian, and of its derivative.
 *
 * @param mean E[f]
 * @param secondMoment E[f²]
 * @param norms the relative variance of the second moment over examples
 * @param gaps E[(f(u) - f(v))²]/2 of two inputs u and v
 * @param slope E[f'²]
 * @param slopeCorrelation (E[f'(u) f'(v)]/E[f'²])²
 * @param slopeOfTokens E[f'(u) f'(v)] of two positions of one input; NaN if it is not known
 * @param sensitivity the response of these to small changes of the Gaussian
 */
record ActivationMoments(
    double mean,
    double secondMoment,
    double norms,
    Pairs gaps,
    double slope,
    double slopeCorrelation,
    double slopeOfTokens,
    Sensitivity sensitivity) {

  /**
   * Logarithmic derivatives with respect to the Gaussian's variance q and the distance 1 - c of two
   * inputs, with r = gap/second.
   *
   * @param second d ln(second)/d ln q
   * @param slope d ln(slope)/d ln q
   * @param distance d ln r/d ln(1 - c)
   * @param mixed d ln r/d ln q at a given c
   */
  record Sensitivity(double second, double slope, double distance, double mixed) {}

  /**
   * The Gaussian input of an activation.
   *
   * @param f the activation
   * @param mean μ of the Gaussian
   * @param variance σ², mean over examples
   * @param norms the relative variance of that over examples
   * @param distances 1 - c of two inputs, of the Gaussian without its mean
   */
  record Gaussian(Activation f, double mean, double variance, double norms, Pairs distances) {

    /** f(μ + x), whose Gaussian has mean 0. */
    Activation centered() {
      if (mean == 0) {
        return f;
      }
      double[] kinks = DoubleStream.of(f.kinks()).map(kink -> kink - mean).toArray();
      return Activation.of(f.name(), x -> f.apply(mean + x), x -> f.derivative(mean + x), kinks);
    }
  }

  /** Variances beyond which an unbounded activation is replaced by its asymptotes. */
  private static final double STEEP = 1e4;

  private static final double FAR_OUT = 1e8;

  /** Distances below which gaps are computed from f'. */
  private static final double ALIKE = 1e-16;

  /** Relative step of numeric derivatives. */
  private static final double STEP = 1e-3;

  /** Relative deviations of lengths that are neglected. */
  private static final double ONE_LENGTH = 1e-4;

  private static final double SHORTEST = 0.05;

  /** Deviations of ln m beyond which a first-order expansion is not enough. */
  private static final double FAR = 0.5;

  /** |ln q| beyond which activations are taken for linear or constant. */
  private static final double EXTREME = 200;

  static ActivationMoments of(Gaussian gaussian) {
    Activation f = gaussian.centered();
    double q = gaussian.variance();
    boolean steep = q > STEEP && gaussian.mean() == 0 && !f.positivelyHomogeneous() && !f.bounded();
    double above = f.apply(FAR_OUT) / FAR_OUT;
    return steep && above > 0
        ? of(gaussian, Activations.leakyRelu(f.apply(-FAR_OUT) / -FAR_OUT / above), above * above)
        : of(gaussian, f, 1);
  }

  /** The moments of √scale·f. */
  private static ActivationMoments of(Gaussian gaussian, Activation f, double scale) {
    double q = gaussian.variance();
    Pairs lengths = lengths(gaussian);
    Pairs seconds = lengths.map(f::secondMoment);
    double second = seconds.mean();
    Pairs steepness = lengths.map(f::slopeSecondMoment);
    double slope = steepness.mean();
    double middle = seconds.middle();
    double curved = middle == 0 ? 1 : second / middle;
    Pairs gaps = gaussian.distances().map(d -> Double.isNaN(d) ? d : curved * gap(f, q, d));
    double distance = gaussian.distances().mean();
    double slopes = Double.isNaN(distance) ? slope : f.slopeKernel(q, 1 - distance);
    double tokens = gaussian.distances().tokens();
    double gap = gaps.mean() / curved;
    boolean apart = gap > 0 && !f.positivelyHomogeneous() && q > 0;
    double atMean = apart ? gap(f, q, distance) : gap; // before other q take the kernels' place
    double sensitivity = middle == 0 ? 1 : f.secondMomentSlope(q) * q / middle;
    double mixed = 0;
    double slopeSensitivity = 0;
    if (!f.positivelyHomogeneous() && q > 0) {
      double more = f.slopeSecondMoment(q * (1 + STEP));
      slopeSensitivity = Math.log(more / f.slopeSecondMoment(q * (1 - STEP))) / (2 * STEP);
      if (apart) {
        double ratio = gap(f, q * (1 + STEP), distance) / atMean;
        mixed = Math.log(ratio) / STEP - sensitivity;
      }
    }
    double alike = slope == 0 ? 1 : slopes / slope;
    return new ActivationMoments(
        Math.sqrt(scale) * lengths.map(f::mean).mean(),
        scale * second,
        second == 0 ? 0 : seconds.times(1 / second).variance(),
        gaps.times(scale),
        scale * (gaussian.mean() == 0 || slope == 0 ? slope : weighted(steepness)),
        alike * alike,
        scale * (Double.isNaN(tokens) ? tokens : f.slopeKernel(q, 1 - tokens)),
        new Sensitivity(
            sensitivity, slopeSensitivity, gap > 0 ? slopes * distance * q / gap : 1, mixed));
  }

  /**
   * The mean slope by the gradients of examples. Where biases shift an activation, those that pass
   * more of it pass more at every layer.
   */
  private static double weighted(Pairs steepness) {
    return steepness.map(one -> one * one).mean() / steepness.mean();
  }

  /** The variance for long, medium and short examples. */
  private static Pairs lengths(Gaussian gaussian) {
    double q = gaussian.variance();
    double reach = Math.sqrt(3 * gaussian.norms());
    return reach < ONE_LENGTH
        ? Pairs.all(q)
        : new Pairs(q * (1 + reach), q, q * Math.max(SHORTEST, 1 - reach), q);
  }

  /** E[(f(u) - f(v))²]/2; from f' for small distances, where the difference would cancel. */
  static double gap(Activation f, double q, double distance) {
    if (distance == 0) {
      return 0;
    }
    return distance < ALIKE
        ? f.slopeSecondMoment(q) * q * distance
        : f.kernelGapAcross(q, distance);
  }

  /** Whether a signal deviates too far for a first-order expansion. */
  private static boolean isCurved(Gaussian gaussian, Deviation in) {
    double reach = Math.max(in.down(), in.up());
    return reach >= FAR
        && Math.abs(Math.log(gaussian.variance())) + reach < EXTREME
        && !gaussian.f().positivelyHomogeneous();
  }

  /**
   * The deviation after an activation, around what is typical: the median. For large deviations it
   * is that of the ends of the interval.
   */
  Deviation deviation(Gaussian gaussian, Deviation in) {
    Activation f = gaussian.centered();
    double mean = gaussian.distances().mean();
    double distance = sensitivity.distance();
    if (in.distance() >= FAR && mean > 0) {
      double typical = mean * Math.exp(-in.distance() / 2);
      double gap = gap(f, gaussian.variance(), typical);
      double slopes = f.slopeKernel(gaussian.variance(), 1 - typical);
      distance = gap > 0 ? slopes * typical * gaussian.variance() / gap : distance;
    }
    if (!isCurved(gaussian, in)) {
      return in.through(sensitivity.second(), distance, sensitivity.mixed());
    }
    double typical = gaussian.variance() * Math.exp(in.drift() - in.shift());
    double low = typical * Math.exp(-in.down());
    double high = typical * Math.exp(in.up());
    double middle = f.secondMoment(typical);
    Deviation far =
        in.through(
            f.secondMomentSlope(typical) * typical / middle,
            distance,
            sensitivity.mixed(),
            Math.abs(Math.log(middle / f.secondMoment(low))),
            Math.abs(Math.log(f.secondMoment(high) / middle)));
    if (!(mean > 0)) {
      return far;
    }
    double reach =
        Math.log(
                gap(f, low, mean) / f.secondMoment(low) / gap(f, high, mean) * f.secondMoment(high))
            + sensitivity.mixed() * (in.down() + in.up()); // what is counted to first order
    return far.plus(0, reach * reach / 4 / Deviation.WIDTH / Deviation.WIDTH, 0);
  }

  /**
   * The change of ln χ toward the ends of the interval of a signal that deviates far, beyond the
   * first order, which the gradient's coupling counts.
   */
  double slopeReach(Gaussian gaussian, Deviation in) {
    if (!isCurved(gaussian, in)) {
      return 0;
    }
    double slope = gaussian.centered().slopeSecondMoment(gaussian.variance());
    return DoubleStream.of(-in.down(), in.up())
        .map(
            reach -> {
              double end = gaussian.variance() * Math.exp(reach);
              double there = gaussian.centered().slopeSecondMoment(end);
              return Math.abs(Math.log(there / slope) - sensitivity.slope() * reach);
            })
        .max()
        .getAsDouble();
  }
}
