// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.evenkeel.text.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The point at which a deep chain of layers {@code z' = W f(z) + b} keeps signal, gradient and the
 * difference of two inputs: the variances of weights and biases, and the second moment at rest.
 *
 * <pre>
 * f     the activation;  z ~ N(0, 1);  m = E[f(√q z)]
 * g     what the weights see: f - m if they are centered, else f
 * σ_w²  n_in·Var(w);  σ_b² = Var(b)
 * q     second moment of pre-activations at rest: q = σ_w² E[g²] + σ_b²
 * χ     factor on a gradient's second moment, σ_w² E[f'²];  1 at every such point
 * V'    slope of the variance map at q, σ_w² E[z g f'](√q z)/√q
 * κ     curvature in use, 1 - σ_w² E[f']² = Var(f')/E[f'²];  0 for a straight line
 * v     relative variance of one unit's g² over orthogonal draws, which keep the length of g
 * n     the width that the choice allows for
 * </pre>
 *
 * <p>χ = 1 fixes {@code σ_w² = 1/E[f'²]} and {@code σ_b² = q - σ_w² E[g²]} for each q (Schoenholz
 * et al. 2017). Weights are centered if each unit's sum to zero, so that f acts as f - m. Then σ_b²
 * is at least 0 for every f and q, since Var(f) ≤ q E[f'²] (Poincaré's inequality); without,
 * sigmoid and softplus have no such point.
 *
 * <p>The choice of q is the smallest power of 2, from 1/16 to 1,024, that
 *
 * <ul>
 *   <li>uses the curvature of f: κ ≥ {@value #CURVATURE}; more would bring inputs together sooner,
 *       as 1 - c falls as 1/(κ l) over l layers;
 *   <li>holds its own deviations: ln q deviates by s = √(v/(n (1 - V'²))) after any number of
 *       layers of {@value #WIDTH} units, and s ≤ {@value #DEVIATION};
 *   <li>has a basin that these do not leave: no other fixed point lies within {@value #SIGMAS} s.
 * </ul>
 *
 * <p>Positively homogeneous activations need none of this: every q is a fixed point with slope 1,
 * and centering would move χ away from 1.
 *
 * @param weightVariance σ_w²
 * @param biasVariance σ_b²
 * @param secondMoment q
 * @param slope V'
 * @param curvature κ
 * @param deviation s, for layers of {@value #WIDTH} units; infinite if V' ≥ 1
 * @param centered whether each unit's weights sum to zero
 * @param orthogonal whether weights are orthogonal, which keeps deviations small
 */
public record OperatingPoint(
    double weightVariance,
    double biasVariance,
    double secondMoment,
    double slope,
    double curvature,
    double deviation,
    boolean centered,
    boolean orthogonal) {

  private static final double CURVATURE = 0.01;
  private static final double STRAIGHT = 0.02;
  private static final int WIDTH = 128;
  private static final double DEVIATION = 0.35;
  private static final int SIGMAS = 4;

  private static final int LOWEST = -4;
  private static final int HIGHEST = 10;

  /** The curvature of f that mirrored units have use of; half of ReLU's. */
  private static final double BENT = 0.25;

  /** Beside ReLU it gives all layers but the last He's variance, 2/n_in. */
  private static final int HIGHEST_MIRRORED = 1;

  /** An activation's odd part, and the points of both. */
  record Known(Activation odd, Optional<OperatingPoint> point, Optional<OperatingPoint> mirrored) {

    static Known of(Activation f) {
      Activation odd = oddPart(f);
      return new Known(odd, find(f), findMirrored(f, odd));
    }
  }

  /** What is known of an activation once it is asked for; two threads would find the same. */
  static final class Lazy {

    private final Activation activation;
    private volatile @Nullable Known known;

    Lazy(Activation activation) {
      this.activation = activation;
    }

    Known get() {
      Known found = known;
      if (found == null) {
        found = Known.of(activation);
        known = found;
      }
      return found;
    }
  }

  /** The step in ln q of the search for another fixed point. */
  private static final double STEP = 0.05;

  /** The share of q below which a bias variance, or a mean's square, is rounding. */
  private static final double ROUNDING = 1e-9;

  /**
   * The operating point of an activation, a pure function of it.
   *
   * @throws IllegalArgumentException if no q satisfies the criterion, or f' is 0
   */
  public static OperatingPoint of(Activation f) {
    return f.operatingPoint()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a critical start needs a second moment that holds at every depth: %s has none from 2^%d to 2^%d; use activation"
                        .formatted(f, LOWEST, HIGHEST)));
  }

  /** The operating point of an activation; empty if no q satisfies the criterion. */
  private static Optional<OperatingPoint> find(Activation f) {
    if (f.positivelyHomogeneous()) {
      return f.slopeSecondMoment(1) > 0
          ? Optional.of(
              new OperatingPoint(f.backwardVariance(), 0, 1, 1, curvature(f, 1), 0, false, false))
          : Optional.empty();
    }
    boolean centered = !odd(f);
    for (int power = LOWEST; power <= HIGHEST; power++) {
      OperatingPoint point = point(f, Math.scalb(1.0, power), centered);
      if (point.exists()
          && point.curvature >= CURVATURE
          && point.deviation <= DEVIATION
          && point.isAlone(f, SIGMAS * point.deviation)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }

  /**
   * The point of the odd part of an activation, which mirrored weights see, for an activation that
   * is not odd itself; empty if there is none.
   *
   * <p>An odd part has no mean, and bends little: not at all for the ReLU family, GELU, SiLU and
   * softplus. The even part is what training bends the network by: of the second moments at rest,
   * the least power of 2 from 2 on is taken at which f itself has κ ≥ {@value #BENT}, and then the
   * largest from 1/16 to that one at which its odd part has κ ≤ {@value #STRAIGHT}, so that inputs
   * stay apart over hundreds of layers, and V' ≤ 1.
   */
  private static Optional<OperatingPoint> findMirrored(Activation f, Activation odd) {
    if (odd.equals(f)) {
      return find(f);
    }
    int highest = HIGHEST_MIRRORED;
    while (highest < HIGHEST && curvature(f, Math.scalb(1.0, highest)) < BENT) {
      highest++;
    }
    for (int power = highest; power >= LOWEST; power--) {
      OperatingPoint point = point(odd, Math.scalb(1.0, power), false);
      if (point.exists() && point.curvature <= STRAIGHT && point.slope <= 1 + ROUNDING) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }

  /**
   * The point with χ = 1 at a second moment, whether it holds or not.
   *
   * @param q the second moment, positive and finite
   * @throws IllegalArgumentException if σ_b² would be negative, as without centering for sigmoid,
   *     or f' is 0
   */
  public static OperatingPoint at(Activation f, double q, boolean centered) {
    OperatingPoint point = point(f, q, centered);
    if (!point.exists()) {
      throw new IllegalArgumentException(
          "an operating point must have σ_b² of at least 0: for %s at q = %s it is %s; use centered weights or another q"
              .formatted(f, q, Numbers.general(point.biasVariance, 4)));
    }
    return point;
  }

  private boolean exists() {
    return secondMoment > 0 && biasVariance >= 0 && weightVariance < Double.POSITIVE_INFINITY;
  }

  private static OperatingPoint point(Activation f, double q, boolean centered) {
    double slopes = f.slopeSecondMoment(q);
    double weights = 1 / slopes;
    double mean = centered ? f.mean(q) : 0;
    double second = f.secondMoment(q) - mean * mean;
    double bias = q - weights * second;
    if (Math.abs(bias) <= ROUNDING * q) {
      bias = 0;
    }
    // E[z g f'](√q z)/√q; what m takes away is m E[f''] by Stein's lemma
    double moving =
        f.secondMomentSlope(q)
            - (mean == 0 ? 0 : mean * f.expectation(x -> x * f.derivative(x), q) / q);
    double slope = weights * moving;
    double second2 = 2 * square(q * moving / second); // the part that the length of z decides
    double share = square(weights * second / q);
    double unit = Math.max(0, fourth(f, q, mean) / square(second) - 1 - second2) * share;
    double deviation =
        slope < 1 ? Math.sqrt(unit / WIDTH / (1 - slope * slope)) : Double.POSITIVE_INFINITY;
    return new OperatingPoint(weights, bias, q, slope, curvature(f, q), deviation, centered, true);
  }

  private static double fourth(Activation f, double q, double mean) {
    return mean == 0 ? f.fourthMoment(q) : f.expectation(x -> square(square(f.apply(x) - mean)), q);
  }

  private static double curvature(Activation f, double q) {
    DoubleUnaryOperator slope = f::derivative;
    return Math.max(0, 1 - square(f.expectation(slope, q)) / f.slopeSecondMoment(q));
  }

  /** Whether f(-x) = -f(x), so that f has no mean to take away. */
  private static boolean odd(Activation f) {
    for (double x = 0x1p-10; x <= 0x1p10; x *= 2) {
      if (Math.abs(f.apply(x) + f.apply(-x)) > ROUNDING * Math.abs(f.apply(x))) {
        return false;
      }
    }
    return Math.abs(f.apply(0)) <= ROUNDING;
  }

  /** (f(x) - f(-x))/2: f itself if it is odd, a straight line exactly if it is one. */
  private static Activation oddPart(Activation f) {
    if (odd(f)) {
      return f;
    }
    DoubleUnaryOperator part = x -> (f.apply(x) - f.apply(-x)) / 2;
    String name = "the odd part of " + f.name();
    double slope = part.applyAsDouble(1);
    boolean straight = true;
    for (double x = 0x1p-10; x <= 0x1p10; x *= 2) {
      straight &= Math.abs(part.applyAsDouble(x) - slope * x) <= ROUNDING * Math.abs(slope * x);
    }
    if (straight) {
      return new Activation(name, new Rectifier(slope, slope));
    }
    List<Double> kinks =
        DoubleStream.of(f.kinks())
            .flatMap(x -> DoubleStream.of(-x, x))
            .map(x -> x + 0.0) // of 0 there is one
            .distinct()
            .boxed()
            .toList();
    Shape shape = new Sampled(part, x -> (f.derivative(x) + f.derivative(-x)) / 2, kinks, 0);
    return new Activation(name, shape, f.isAnalytic());
  }

  /** V(q') = σ_w² E[g(√q' z)²] + σ_b². */
  public double variance(Activation f, double q) {
    double mean = centered ? f.mean(q) : 0;
    return weightVariance * (f.secondMoment(q) - mean * mean) + biasVariance;
  }

  /** Whether the variance map leads back to q from everywhere within a distance in ln q. */
  private boolean isAlone(Activation f, double reach) {
    for (double step = STEP; step <= Math.max(STEP, reach); step += STEP) {
      double above = secondMoment * StrictMath.exp(step);
      double below = secondMoment * StrictMath.exp(-step);
      if (variance(f, above) >= above || variance(f, below) <= below) {
        return false;
      }
    }
    return true;
  }

  private static double square(double x) {
    return x * x;
  }
}
