// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.FlatParts;
import org.evenkeel.gaussian.GaussianNodes;
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

    /** The Gaussian that a signal is taken for. */
    Gaussian(Activation f, Signal in) {
      this(f, in.mean(), in.variance(), in.spread(), in.distances());
    }

    /** The same with another mean and variance. */
    Gaussian at(double otherMean, double otherVariance) {
      return new Gaussian(f, otherMean, otherVariance, norms, distances);
    }

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

  /**
   * The passage of what all units of an example have in common through an activation f.
   *
   * <pre>
   * z = μ + s + e    of one unit of an example
   * μ, V             mean and variance of z
   * s                the common part, of variance C: a or -a, and a Gaussian of variance C - a²
   * e                a Gaussian of variance V - C, another one for each unit
   * T(s)             E[f(z)] over e, which the units behind f have in common
   * </pre>
   *
   * <p>The common part of a first layer is a Gaussian. Where f saturates, T is near one of two
   * values, and a Gaussian of its variance would have most of its probability between them. So a⁴
   * is (3 E[T²]² - E[T⁴])/2, by which the fourth moment agrees, where T is symmetric.
   *
   * @param gaussian z, taken for a Gaussian
   * @param common C, and a²
   * @param parts z around μ + a and around μ - a; z alone if a is 0
   */
  record CommonPart(Gaussian gaussian, Signal.Common common, List<Gaussian> parts) {

    /** Shares of the variance below which a² is neglected. */
    private static final double ONE_PEAK = 1e-3;

    /** The skewness below which what units have in common is as often above its mean as below. */
    private static final double SYMMETRIC = 1e-3;

    private static final GaussianNodes NODES = GaussianNodes.evenly(0.4, 13);

    static CommonPart of(Gaussian gaussian, Signal.Common common) {
      double variance = gaussian.variance();
      double peaks = Math.min(common.peaks(), Math.min(common.covariance(), variance));
      double a = Math.sqrt(peaks);
      return new CommonPart(
          gaussian,
          common,
          peaks > ONE_PEAK * variance
              ? List.of(
                  gaussian.at(gaussian.mean() + a, variance - peaks),
                  gaussian.at(gaussian.mean() - a, variance - peaks))
              : List.of(gaussian));
    }

    /** C/V. */
    double together() {
      return gaussian.variance() == 0 ? 0 : Math.min(1, common.covariance() / gaussian.variance());
    }

    private double mean(ToDoubleFunction<Gaussian> function) {
      return parts.stream().mapToDouble(function).average().orElseThrow();
    }

    /** The moments of f(z), given those for a Gaussian. */
    ActivationMoments around(ActivationMoments whole) {
      if (parts.size() == 1) {
        return whole;
      }
      List<ActivationMoments> each = parts.stream().map(ActivationMoments::of).toList();
      double second = (each.get(0).secondMoment() + each.get(1).secondMoment()) / 2;
      double slope = (each.get(0).slope() + each.get(1).slope()) / 2;
      return new ActivationMoments(
          (each.get(0).mean() + each.get(1).mean()) / 2,
          second,
          whole.norms(),
          whole.gaps().times(second / whole.secondMoment()),
          slope,
          whole.slopeCorrelation(),
          whole.slopeOfTokens() * slope / whole.slope(),
          whole.sensitivity());
    }

    /** The share of z in which f is flat. */
    double share(FlatParts flat) {
      return mean(part -> flat.share(part.mean(), part.variance()));
    }

    /** E[f'(z) f'(z')] of two units of an example. */
    double slopeKernel() {
      return mean(
          part -> {
            double own = gaussian.variance() - common.covariance();
            double apart = part.variance() == 0 ? 1 : Math.max(0, own / part.variance());
            return part.centered().slopeKernelAcross(part.variance(), Math.min(1, apart));
          });
    }

    /** What the units have in common behind f, given its moments. */
    Signal.Common passed(ActivationMoments moments) {
      double variance = gaussian.variance();
      if (common.covariance() == 0 || variance == 0) {
        return Signal.Common.NONE;
      }
      Activation centered = gaussian.centered();
      double apart = Math.max(0, together() - common.gap() / variance);
      double own = ActivationMoments.gap(centered, variance, 1 - together());
      double gap =
          Double.isNaN(apart)
              ? apart
              : Math.max(0, ActivationMoments.gap(centered, variance, 1 - apart) - own);
      Powers of = powers();
      if (parts.size() == 1) {
        double square = moments.mean() * moments.mean();
        double covariance = Math.max(0, moments.secondMoment() - own - square);
        return new Signal.Common(covariance, gap, covariance * of.peaks());
      }
      double most = ActivationMoments.gap(centered, variance, 1) - own;
      return new Signal.Common(
          of.second, most > 0 ? of.second * gap / most : 0, of.second * of.peaks());
    }

    /** E[(T - E[T])²], and E[(T - E[T])³] and E[(T - E[T])⁴] in units of its powers. */
    private record Powers(double second, double skewness, double kurtosis) {

      /** a²/E[T²] of what has these moments and is as often above its mean as below. */
      double peaks() {
        return Math.abs(skewness) < SYMMETRIC ? Math.sqrt(Math.max(0, (3 - kurtosis) / 2)) : 0;
      }
    }

    private Powers powers() {
      Activation f = gaussian.f();
      double own = Math.sqrt(Math.max(0, gaussian.variance() - common.covariance()));
      int count = 2 * NODES.size();
      double[] raw = new double[5];
      for (Gaussian part : parts) {
        double spread = Math.sqrt(Math.max(0, part.variance() - own * own));
        for (int i = 0; i < count; i++) {
          double s = part.mean() + spread * NODES.mirrored(i);
          double sum = 0;
          for (int j = 0; j < count; j++) {
            sum += NODES.weightOf(j) * f.apply(s + own * NODES.mirrored(j));
          }
          double power = NODES.weightOf(i) / parts.size();
          for (int k = 0; k < raw.length; k++) {
            raw[k] += power;
            power *= sum;
          }
        }
      }
      double m = raw[1] / raw[0];
      double second = raw[2] / raw[0] - m * m;
      double third = raw[3] / raw[0] - 3 * m * raw[2] / raw[0] + 2 * m * m * m;
      double fourth = raw[4] / raw[0] - 4 * m * raw[3] / raw[0] + 6 * m * m * raw[2] / raw[0];
      return second > 0
          ? new Powers(
              second,
              third / second / Math.sqrt(second),
              (fourth - 3 * m * m * m * m) / second / second)
          : new Powers(0, 0, 3);
    }
  }
}
