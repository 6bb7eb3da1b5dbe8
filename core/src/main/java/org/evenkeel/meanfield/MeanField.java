// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.gaussian.Root;
import org.evenkeel.signal.Outlook;
import org.evenkeel.signal.Outlook.Stability;
import org.evenkeel.text.Numbers;

/**
 * The maps of variance, correlation and gradient of one layer, repeated for ever, in the limit of
 * infinite width: z' = W f(z) + b (Poole et al. 2016, equations 3 to 5; Schoenholz et al. 2017).
 *
 * <pre>
 * f     the activation
 * σ_w²  n_in·Var(w);  σ_b² = Var(b)
 * q     second moment of z;  V(q) the variance map, V'(q) its slope
 * c     correlation of two inputs' z;  C(c) the correlation map, c* its fixed point
 * χ     factor on a gradient's second moment
 * ξ     layers over which a distance shrinks by a factor e: ξ_q of q, ξ_c of c, ξ_∇ of the gradient
 * </pre>
 *
 * @param activation f
 * @param weightVariance σ_w² = n_in Var(w)
 * @param biasVariance σ_b²
 * @param centered whether each unit's weights sum to zero, so that f acts as f - E[f]
 */
public record MeanField(
    Activation activation, double weightVariance, double biasVariance, boolean centered) {

  /** The bounds of the search for fixed points other than 0. */
  private static final double LOWEST = 1e-12;

  private static final double HIGHEST = 1e12;

  /** The step of that search: of two fixed points closer than this factor none is found. */
  private static final double STEP = Math.pow(10, 1.0 / 16);

  /** The relative change a layer below which a second moment is at a fixed point. */
  private static final double ROUNDING = 4e-13;

  /**
   * Checks the variances.
   *
   * @throws IllegalArgumentException if one is negative or not finite
   */
  public MeanField {
    Objects.requireNonNull(activation, "activation");
    requireVariance("σ_w²", weightVariance);
    requireVariance("σ_b²", biasVariance);
  }

  /** A layer of weights that are not centered. */
  public MeanField(Activation activation, double weightVariance, double biasVariance) {
    this(activation, weightVariance, biasVariance, false);
  }

  private static void requireVariance(String name, double variance) {
    if (!(variance >= 0 && variance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " must be a finite number, at least 0: " + variance + "; give a variance");
    }
  }

  /**
   * The layer on the critical line, χ = 1, whose fixed point is q: σ_w² = 1/E[f'²], σ_b² = q - σ_w²
   * E[f²], without root finding.
   *
   * @throws IllegalArgumentException if q is negative or not finite, or if σ_b² would be negative
   */
  public static MeanField critical(Activation f, double q) {
    double weightVariance = 1 / f.slopeSecondMoment(q);
    double biasVariance = q - weightVariance * f.secondMoment(q);
    if (Math.abs(biasVariance) <= ROUNDING * q) {
      biasVariance = 0;
    }
    if (!(biasVariance >= 0 && weightVariance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          String.format(
              "the critical line of %s must have σ_b² of at least 0: at q = %s it is %s; give"
                  + " another q",
              f, q, Numbers.general(biasVariance, 4)));
    }
    return new MeanField(f, weightVariance, biasVariance);
  }

  /**
   * The layer on the critical line that has this bias variance, by root finding; of several, the
   * one with the smallest q.
   *
   * @throws IllegalArgumentException if there is none, as for ReLU with any bias
   */
  public static MeanField criticalAt(Activation f, double biasVariance) {
    requireVariance("σ_b²", biasVariance);
    if (biasVariance == 0 && f.apply(0) == 0) {
      return critical(f, f.positivelyHomogeneous() ? 1 : 0);
    }
    // By q - σ_b², which resolves a root next to σ_b².
    DoubleUnaryOperator miss =
        excess -> {
          double q = biasVariance + excess;
          return excess - f.secondMoment(q) / f.slopeSecondMoment(q);
        };
    double from = LOWEST;
    while (!f.positivelyHomogeneous() && from < HIGHEST) {
      double to = from * STEP;
      if (miss.applyAsDouble(to) >= 0) {
        double q = biasVariance + Root.of(miss, from, to);
        return new MeanField(f, 1 / f.slopeSecondMoment(q), biasVariance);
      }
      from = to;
    }
    throw new IllegalArgumentException(
        "no σ_w² makes " + f + " critical at σ_b² = " + biasVariance + "; give a σ_b² of 0");
  }

  /** V(q) = σ_w² E[f(√q z)²] + σ_b², the second moment one layer on. */
  public double variance(double q) {
    return weightVariance * secondMoment(q) + biasVariance;
  }

  /** E[f(√q z)²], less the mean's square for centered weights. */
  private double secondMoment(double q) {
    double mean = centered ? activation.mean(q) : 0;
    return activation.secondMoment(q) - mean * mean;
  }

  /** V'(q) = σ_w² E[z f f'](√q z)/√q, the slope of {@link #variance}. */
  public double slope(double q) {
    double slope = activation.secondMomentSlope(q);
    if (centered && q > 0) { // d E[f]²/dq = E[f] E[x f'(x)]/q by Stein's lemma
      double moved = activation.expectation(x -> x * activation.derivative(x), q);
      slope -= activation.mean(q) * moved / q;
    }
    return weightVariance * slope;
  }

  /** χ = σ_w² E[f'(√q z)²], the factor on a gradient's second moment. */
  public double chi(double q) {
    return weightVariance * activation.slopeSecondMoment(q);
  }

  /**
   * C(c) = (σ_w² E[f(u) f(v)] + σ_b²)/V(q), the correlation of two inputs one layer on, both of
   * second moment q.
   */
  public double correlation(double q, double c) {
    return 1 - correlationDistance(q, 1 - c);
  }

  /** 1 - C(c) by 1 - c, which keeps its relative precision however similar the two inputs are. */
  public double correlationDistance(double q, double distance) {
    double variance = variance(q);
    // A second moment of 0 is carried on as the limit, in which f is straight.
    return variance == 0
        ? distance
        : weightVariance * activation.kernelGapAcross(q, distance) / variance;
  }

  /**
   * The fixed point that the variance map tends to from a second moment; empty if it grows beyond
   * 1e12. The map is taken to rise with q, as it does for activations in use.
   */
  public Optional<FixedPoint> fixedPoint(double from) {
    return fixedPoint(from, this::secondMoment);
  }

  /** The same with E[f(√q z)²] given, which a caller with many variances may remember. */
  Optional<FixedPoint> fixedPoint(double from, DoubleUnaryOperator secondMoment) {
    DoubleUnaryOperator change = change(secondMoment);
    double sign = change.applyAsDouble(from);
    if (sign == 0) {
      return Optional.of(at(from));
    }
    if (activation.positivelyHomogeneous()) {
      return fixedPoints().stream()
          .filter(point -> point.stability() == Stability.STABLE)
          .findAny();
    }
    return sign > 0 ? above(change, from == 0 ? variance(0) : from) : below(change, from);
  }

  /**
   * The fixed points of the variance map, ascending: 0 if it is one, and those up to 1e12. Where
   * every q is one, as for ReLU with σ_w² = 2, only 0 is listed.
   */
  public List<FixedPoint> fixedPoints() {
    List<FixedPoint> points = new ArrayList<>();
    if (variance(0) == 0) {
      points.add(at(0));
    }
    if (activation.positivelyHomogeneous()) {
      double slope = slope(1);
      if (slope < 1 && biasVariance > 0) {
        points.add(at(biasVariance / (1 - slope)));
      }
      return points;
    }
    DoubleUnaryOperator change = change(this::secondMoment);
    double from = lowest();
    while (from < HIGHEST) {
      Optional<FixedPoint> next = above(change, from);
      next.ifPresent(points::add);
      from = next.map(point -> point.q() * STEP).orElse(HIGHEST);
    }
    return points;
  }

  /** V(q) - q, and 0 where that is rounding. */
  private DoubleUnaryOperator change(DoubleUnaryOperator secondMoment) {
    return q -> {
      double change = weightVariance * secondMoment.applyAsDouble(q) + biasVariance - q;
      return Math.abs(change) <= ROUNDING * q ? 0 : change;
    };
  }

  /** The lower end of the search: with a bias no fixed point lies below V(0). */
  private double lowest() {
    double least = variance(0);
    return least > 0 ? Math.min(least, LOWEST) : LOWEST;
  }

  /** The first point above where V(q) - q no longer has the sign that it has first. */
  private Optional<FixedPoint> above(DoubleUnaryOperator change, double from) {
    double sign = 0;
    double last = from;
    for (double q = from; q <= HIGHEST * STEP; q *= STEP) {
      double here = change.applyAsDouble(q);
      if (here * sign < 0) {
        return Optional.of(between(last, q));
      }
      if (here != 0) {
        sign = Math.signum(here);
        last = q;
      }
    }
    return Optional.empty();
  }

  /** The first point below where V(q) - q, negative at first, is positive. */
  private Optional<FixedPoint> below(DoubleUnaryOperator change, double from) {
    double last = from;
    for (double q = from; q >= lowest() / STEP; q /= STEP) {
      double here = change.applyAsDouble(q);
      if (here > 0) {
        return Optional.of(between(q, last));
      }
      last = here < 0 ? q : last;
    }
    return variance(0) == 0 ? Optional.of(at(0)) : Optional.empty();
  }

  private FixedPoint between(double low, double high) {
    return at(Root.of(q -> variance(q) - q, low, high));
  }

  private FixedPoint at(double q) {
    return FixedPoint.of(q, slope(q));
  }

  /**
   * c*, the correlation that any two inputs of second moment q tend to: 1 if χ is at most 1 (the
   * ordered phase), less if it is more (the chaotic phase).
   */
  public double correlationFixedPoint(double q) {
    return 1 - distanceFixedPoint(q);
  }

  private double distanceFixedPoint(double q) {
    if (q == 0 || correlationSlope(q, 0) <= 1 + FixedPoint.MARGIN) {
      return 0;
    }
    double scale = weightVariance / variance(q);
    DoubleUnaryOperator apart = d -> scale * activation.kernelGapAcross(q, d) - d;
    // C is convex, so that inputs move apart below the fixed point, and only there.
    double high = 1;
    double low = 1;
    while (low > Double.MIN_NORMAL && apart.applyAsDouble(low) <= ROUNDING * low) {
      high = low;
      low /= 8;
    }
    // Rounding may leave a little above 0 where the fixed point itself is.
    boolean there = low == high || apart.applyAsDouble(high) >= 0;
    return there ? high : Root.of(apart, low, high);
  }

  /** C'(c) = σ_w² E[f'(u) f'(v)] q/V(q), at c = 1 - distance; at a fixed point q/V(q) is 1. */
  private double correlationSlope(double q, double distance) {
    double slopes =
        distance == 0 ? activation.slopeSecondMoment(q) : activation.slopeKernelAcross(q, distance);
    return weightVariance * slopes * (q == 0 ? 1 : q / variance(q));
  }

  /** ξ_q = -1/ln V'(q), the layers over which q comes closer to its fixed point by a factor e. */
  public double varianceDepth(double q) {
    return depth(Math.abs(slope(q)));
  }

  /**
   * ξ_c = -1/ln C'(c*), the layers over which the correlation of two inputs comes closer to c* by a
   * factor e; infinite on the critical line. At a fixed point q it is Schoenholz' -1/ln(σ_w²
   * E[f'(u) f'(v)]), at q = 0, where the signal itself is lost, -1/ln χ.
   */
  public double correlationDepth(double q) {
    return depth(correlationSlope(q, distanceFixedPoint(q)));
  }

  /**
   * ξ_∇ = -1/ln χ, the layers over which a gradient's second moment falls by a factor e; negative
   * if it grows, infinite on the critical line.
   */
  public double gradientDepth(double q) {
    return depth(chi(q));
  }

  private static double depth(double factor) {
    return Math.abs(factor - 1) <= FixedPoint.MARGIN
        ? Double.POSITIVE_INFINITY
        : -1 / Math.log(factor);
  }

  /** The outlook of a signal of that second moment. */
  public Outlook outlook(double from) {
    Optional<FixedPoint> point = fixedPoint(from);
    double q = point.map(FixedPoint::q).orElse(from);
    return new Outlook(
        weightVariance,
        biasVariance,
        point.map(FixedPoint::q).orElse(null),
        point.map(FixedPoint::stability).orElse(Stability.NONE),
        point.map(FixedPoint::slope).orElse(null),
        chi(q),
        correlationDepth(q));
  }
}
