// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;

/**
 * What an activation makes of a Gaussian.
 *
 * @param of the Gaussian
 * @param mean E[f]
 * @param second E[f²]
 * @param norms the relative variance of that over examples
 * @param gaps E[(f(u) - f(v))²]/2
 * @param sensitivity d ln(second)/d ln q
 * @param distanceSensitivity d ln r/d ln(1 - c), r = gap/second
 * @param mixed d ln r/d ln q at a given c
 * @param slope E[f'²]
 * @param slopeSensitivity d ln(slope)/d ln q
 * @param likeness (E[f'(u) f'(v)]/E[f'²])²
 */
record Moments(
    Gaussian of,
    double mean,
    double second,
    double norms,
    Pairs gaps,
    double sensitivity,
    double distanceSensitivity,
    double mixed,
    double slope,
    double slopeSensitivity,
    double likeness) {

  /** Variances beyond which only the slopes far out count, for what is not bounded. */
  private static final double STEEP = 1e4;

  private static final double FAR_OUT = 1e8;

  /** Distances below which f' tells them. */
  private static final double ALIKE = 1e-16;

  private static final double STEP = 1e-3;

  /** Relative deviations of lengths that are none. */
  private static final double ONE_LENGTH = 1e-4;

  private static final double SHORTEST = 0.05;

  /** Changes of ln q and ln(1 - c) that are followed to first order. */
  private static final double NEAR = 0.01;

  static Moments of(Gaussian gaussian) {
    Activation f = gaussian.centered();
    double q = gaussian.variance();
    boolean steep = q > STEEP && gaussian.mean() == 0 && !f.positivelyHomogeneous() && !f.bounded();
    double above = f.apply(FAR_OUT) / FAR_OUT;
    return steep && above > 0
        ? of(gaussian, Activations.leakyRelu(f.apply(-FAR_OUT) / -FAR_OUT / above), above * above)
        : of(gaussian, f, 1);
  }

  /** The moments of √scale·f. */
  private static Moments of(Gaussian gaussian, Activation f, double scale) {
    double q = gaussian.variance();
    Pairs lengths = lengths(gaussian);
    Pairs seconds = lengths.map(f::secondMoment);
    double second = seconds.mean();
    double slope = lengths.map(f::slopeSecondMoment).mean();
    double middle = seconds.middle();
    double curved = middle == 0 ? 1 : second / middle;
    Pairs gaps = gaussian.distances().map(d -> Double.isNaN(d) ? d : curved * gap(f, q, d));
    double distance = gaussian.distances().mean();
    double slopes = Double.isNaN(distance) ? slope : f.slopeKernel(q, 1 - distance);
    double gap = gaps.mean() / curved;
    double sensitivity = middle == 0 ? 1 : f.secondMomentSlope(q) * q / middle;
    double mixed = 0;
    double slopeSensitivity = 0;
    if (!f.positivelyHomogeneous() && q > 0) {
      double more = f.slopeSecondMoment(q * (1 + STEP));
      slopeSensitivity = Math.log(more / f.slopeSecondMoment(q * (1 - STEP))) / (2 * STEP);
      if (gap > 0) {
        double ratio = gap(f, q * (1 + STEP), distance) / gap(f, q, distance);
        mixed = Math.log(ratio) / STEP - sensitivity;
      }
    }
    double alike = slope == 0 ? 1 : slopes / slope;
    return new Moments(
        gaussian,
        Math.sqrt(scale) * lengths.map(f::mean).mean(),
        scale * second,
        second == 0 ? 0 : seconds.map(one -> one / second).variance(),
        gaps.map(one -> scale * one),
        sensitivity,
        gap > 0 ? slopes * distance * q / gap : 1,
        mixed,
        scale * slope,
        slopeSensitivity,
        alike * alike);
  }

  /** The variance of long, middling and short examples. */
  private static Pairs lengths(Gaussian gaussian) {
    double q = gaussian.variance();
    double reach = Math.sqrt(3 * gaussian.norms());
    return reach < ONE_LENGTH
        ? Pairs.all(q)
        : new Pairs(q * (1 + reach), q, q * Math.max(SHORTEST, 1 - reach));
  }

  /** E[(f(u) - f(v))²]/2; next to 0 by f', as the two numbers differ by less than doubles do. */
  static double gap(Activation f, double q, double distance) {
    return distance < ALIKE
        ? f.slopeSecondMoment(q) * q * distance
        : f.kernelGapAcross(q, distance);
  }

  /** Whether another Gaussian is so near that first order will do. */
  boolean isNear(Gaussian other) {
    return of.f().equals(other.f())
        && of.mean() == other.mean()
        && change(of.variance(), other.variance()) <= NEAR
        && Math.abs(of.norms() - other.norms()) <= ONE_LENGTH
        && change(of.distances().far(), other.distances().far()) <= NEAR
        && change(of.distances().middle(), other.distances().middle()) <= NEAR
        && change(of.distances().near(), other.distances().near()) <= NEAR;
  }

  private static double change(double from, double to) {
    return from == to ? 0 : Math.abs(Math.log(to / from));
  }

  /** The moments of a Gaussian that is near, to first order in the logarithms. */
  Moments at(Gaussian other) {
    double q = Math.log(other.variance() / of.variance());
    return new Moments(
        other,
        mean * Math.exp(sensitivity * q / 2),
        second * Math.exp(sensitivity * q),
        norms,
        new Pairs(
            gapAt(gaps.far(), of.distances().far(), other.distances().far(), q),
            gapAt(gaps.middle(), of.distances().middle(), other.distances().middle(), q),
            gapAt(gaps.near(), of.distances().near(), other.distances().near(), q)),
        sensitivity,
        distanceSensitivity,
        mixed,
        slope * Math.exp(slopeSensitivity * q),
        slopeSensitivity,
        likeness);
  }

  private double gapAt(double gap, double before, double now, double q) {
    double distance = before == now ? 0 : Math.log(now / before);
    return gap * Math.exp((sensitivity + mixed) * q + distanceSensitivity * distance);
  }
}
