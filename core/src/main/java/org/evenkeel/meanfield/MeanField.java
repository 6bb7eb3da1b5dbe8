// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.signal.Outlook;

/**
 * A wide layer repeated for ever: z = W f(z) + b with Var(W_ij) = σ_w²/n_in and Var(b) = σ_b²
 * (Poole et al. 2016, equations 3 to 5; Schoenholz et al. 2017).
 *
 * @param activation f
 * @param weightVariance σ_w² = n_in Var(w)
 * @param biasVariance σ_b²
 */
public record MeanField(Activation activation, double weightVariance, double biasVariance) {

  /** Between these second moments fixed points are looked for. */
  private static final double LOWEST = 1e-12;

  private static final double HIGHEST = 1e12;

  private static final int STEPS_PER_DECADE = 8;

  /** Relative: what the variance map changes by less than this it leaves as it is. */
  private static final double ROUNDING = 1e-12;

  /** Checks that the variances are finite and not negative. */
  public MeanField {
    Objects.requireNonNull(activation, "activation");
    require("weight", weightVariance);
    require("bias", biasVariance);
  }

  private static void require(String what, double variance) {
    if (!(variance >= 0 && variance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a " + what + " variance must be a finite number, at least 0: " + variance);
    }
  }

  /**
   * The critical line by q: σ_w² = 1/E[f'²], σ_b² = q - σ_w² E[f²], so that q is a fixed point and
   * χ₁ is 1 there.
   *
   * @throws IllegalArgumentException if σ_b² came out negative
   */
  public static MeanField critical(Activation f, double q) {
    double weightVariance = 1 / f.slopeSecondMoment(q);
    double bias = q - weightVariance * f.secondMoment(q);
    if (bias < -ROUNDING * q) {
      throw new IllegalArgumentException(
          "no bias variance makes " + f + " critical at q = " + q + ": it would be " + bias);
    }
    return new MeanField(f, weightVariance, Math.max(0, bias));
  }

  /** The critical line by σ_b²; of several q that lead to it, the smallest. */
  public static MeanField criticalAt(Activation f, double biasVariance) {
    if (biasVariance == 0 && f.apply(0) == 0) {
      return critical(f, 0);
    }
    DoubleUnaryOperator miss = q -> q - f.secondMoment(q) / f.slopeSecondMoment(q) - biasVariance;
    double from = LOWEST;
    for (double to = LOWEST; to <= HIGHEST; to *= 1.33) {
      if (miss.applyAsDouble(from) < 0 && miss.applyAsDouble(to) >= 0) {
        double q = root(miss, from, to);
        return new MeanField(f, 1 / f.slopeSecondMoment(q), biasVariance);
      }
      from = to;
    }
    throw new IllegalArgumentException(
        f + " has no critical weight variance for the bias variance " + biasVariance);
  }

  /** V(q) = σ_w² E[f(√q z)²] + σ_b², the next layer's second moment. */
  public double variance(double q) {
    return weightVariance * activation.secondMoment(q) + biasVariance;
  }

  /** dV/dq. */
  public double slope(double q) {
    return weightVariance * activation.secondMomentSlope(q);
  }

  /** χ = σ_w² E[f'(√q z)²], the factor on a gradient's second moment. */
  public double chi(double q) {
    return weightVariance * activation.slopeSecondMoment(q);
  }

  /** C(c) = (σ_w² E[f(u) f(v)] + σ_b²)/V(q), the next layer's correlation of two inputs. */
  public double correlation(double q, double c) {
    return 1 - correlationDistance(q, 1 - c);
  }

  /** 1 - C(c) by 1 - c, precise next to 0. */
  public double correlationDistance(double q, double distance) {
    return weightVariance * activation.kernelGapAcross(q, distance) / variance(q);
  }

  /** Where the variance map leads from a second moment, or rests; empty if it is unbounded. */
  public Optional<FixedPoint> fixedPoint(double from) {
    double change = variance(from) - from;
    if (Math.abs(change) <= ROUNDING * from) {
      return Optional.of(at(from));
    }
    FixedPoint below = null;
    for (FixedPoint point : fixedPoints()) {
      if (Math.abs(point.q() - from) <= 1e-10 * from) {
        return Optional.of(point);
      }
      if (point.q() > from && change > 0) {
        return Optional.of(point);
      }
      below = point.q() < from ? point : below;
    }
    return change > 0 ? Optional.empty() : Optional.ofNullable(below);
  }

  /** All fixed points of the variance map, ascending. */
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
    DoubleUnaryOperator change = q -> variance(q) - q;
    double factor = Math.pow(10, 1.0 / STEPS_PER_DECADE);
    double from = LOWEST;
    double before = change.applyAsDouble(from);
    while (from < HIGHEST) {
      double to = from * factor;
      double after = change.applyAsDouble(to);
      if (Math.signum(before) * Math.signum(after) < 0) {
        points.add(at(root(change, from, to)));
      }
      from = to;
      before = after;
    }
    return points;
  }

  private FixedPoint at(double q) {
    return FixedPoint.of(q, slope(q));
  }

  /** c*, the correlation that two inputs tend to at the second moment q. */
  public double correlationFixedPoint(double q) {
    return 1 - distanceFixedPoint(q);
  }

  private double distanceFixedPoint(double q) {
    if (chi(q) <= 1 + 1e-9) {
      return 0;
    }
    DoubleUnaryOperator change = d -> correlationDistance(q, d) - d;
    double low = 1e-9;
    return change.applyAsDouble(1) >= 0 ? 1 : root(change, low, 1);
  }

  /** ξ_q = -1/ln V'(q). */
  public double varianceDepth(double q) {
    return depth(slope(q));
  }

  /** ξ_c = -1/ln(σ_w² E[f'(u) f'(v)]) at c*, infinite on the critical line. */
  public double correlationDepth(double q) {
    double c = correlationFixedPoint(q);
    return depth(c == 1 ? chi(q) : weightVariance * activation.slopeKernel(q, c));
  }

  /** ξ_∇ = -1/ln χ₁, negative if gradients explode. */
  public double gradientDepth(double q) {
    return depth(chi(q));
  }

  private static double depth(double factor) {
    return Math.abs(factor - 1) <= 1e-9 ? Double.POSITIVE_INFINITY : -1 / Math.log(factor);
  }

  /** What becomes of a signal of that second moment. */
  public Outlook outlook(double from) {
    Optional<FixedPoint> point = fixedPoint(from);
    double q = point.map(FixedPoint::q).orElse(from);
    return new Outlook(
        weightVariance,
        biasVariance,
        point.map(FixedPoint::q).orElse(null),
        point.map(FixedPoint::stability).orElse(Outlook.Stability.NONE),
        point.map(FixedPoint::slope).orElse(null),
        chi(q),
        correlationDepth(q));
  }

  private static double root(DoubleUnaryOperator f, double from, double to) {
    double low = from;
    double high = to;
    double sign = Math.signum(f.applyAsDouble(low));
    for (int i = 0; i < 60 && low < high; i++) {
      double middle = low / 2 + high / 2;
      if (Math.signum(f.applyAsDouble(middle)) == sign) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low / 2 + high / 2;
  }
}
