// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.shaping;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Shaped;
import org.evenkeel.gaussian.Root;
import org.evenkeel.naming.Names;

/**
 * A method that changes an activation f to g(x) = γ (f(αx + β) + δ), so that a network of D
 * activations one after the other trains whatever D is, its weights of variance 1/n_in.
 *
 * <pre>
 * Q(q)  second moment of g(x) for x of second moment q
 * C(c)  correlation of g of two inputs of second moment 1 and correlation c
 * </pre>
 *
 * <p>Both have Q(1) = 1 and Q'(1) = 1, so that the second moment rests at 1. They differ in how
 * straight they make f.
 */
public enum Shaping {
  /**
   * Deep Kernel Shaping (Martens et al. 2021, section 10): C(0) = 0 and C'(1) = ζ^(1/D), so that
   * the slope of the whole network's C at 1 is ζ = {@value #SLOPE}. For leaky ReLU the slope below
   * 0 is chosen, with γ and δ.
   */
  DKS,
  /**
   * Tailored Activation Transformation (Zhang et al. 2022, section 4): C'(1) = 1 and C''(1) = τ/D
   * with τ = {@value #CURVATURE} for an f without jumps of f'. For the ReLU family the slope a
   * below 0 is the least for which the whole network's C(0) is at most η = {@value #CORRELATION},
   * with γ = √(2/(1 + a²)).
   */
  TAT;

  private static final double SLOPE = 1.5;
  private static final double CORRELATION = 0.9;
  private static final double CURVATURE = 0.3;

  /** The method of that name, {@code dks} or {@code tat}. */
  public static Shaping named(String name) {
    return Names.find("a shape", name, List.of(values()), shaping -> List.of(shaping.toString()));
  }

  /**
   * An activation in the shape for a network: {@code dks(gelu)} of GELU. A straight line stays.
   *
   * @param f the activation
   * @param depth D, the most activations that a signal passes one after the other
   * @throws IllegalArgumentException if no constants meet the conditions
   */
  public Activation of(Activation f, int depth) {
    if (depth < 1) {
      throw new IllegalArgumentException(
          "a shape is one for a number of activations: %d; give the network's".formatted(depth));
    }
    if (f.shaped().isPresent()) {
      throw new IllegalArgumentException(
          "an activation can be shaped once: \"%s\"; shape the network's own".formatted(f));
    }
    return switch (this) {
      case DKS -> withSlope(f, StrictMath.pow(SLOPE, 1.0 / depth));
      case TAT ->
          f.positivelyHomogeneous()
              ? withCorrelation(f, CORRELATION, depth)
              : withCurvature(f, CURVATURE / depth);
    };
  }

  /** f by {@link #DKS} with C'(1) given. */
  static Activation withSlope(Activation f, double slope) {
    if (!f.positivelyHomogeneous()) {
      return ShapeSearch.of(f, ShapeSearch.Goal.slope(slope))
          .orElseThrow(() -> missing(DKS, f, "no constants meet its conditions"))
          .named(DKS.name(f));
    }
    requireRectifier(DKS, f);
    if (isStraight(f)) {
      return f;
    }
    if (f.derivative(-1) == 0) {
      throw new IllegalArgumentException(
          "dks does not exist for %s, whose slope below 0 stays 0; use leaky-relu, of which dks chooses that slope, or tat"
              .formatted(f));
    }
    double below = slopeBelow(a -> slope(a) - slope);
    Activation base = below == 0 ? Activations.RELU : Activations.leakyRelu(below);
    double mean = base.mean(1);
    double scale = 1 / Math.sqrt(base.secondMoment(1) - mean * mean);
    return new Shaped(base, 1, 0, scale, -mean).named(DKS.name(f));
  }

  /** C'(1) of leaky ReLU less its mean, for a slope of a below 0. */
  private static double slope(double a) {
    Activation f = Activations.leakyRelu(a);
    double mean = f.mean(1);
    return f.slopeSecondMoment(1) / (f.secondMoment(1) - mean * mean);
  }

  /** f by {@link #TAT} with C''(1) given. */
  static Activation withCurvature(Activation f, double curvature) {
    for (double kink : f.kinks()) {
      double beside = 0x1p-40 * Math.max(1, Math.abs(kink));
      double jump = f.derivative(kink + beside) - f.derivative(kink - beside);
      if (Math.abs(jump) > 1e-6) {
        throw missing(TAT, f, "its slope jumps, so that C''(1) is infinite");
      }
    }
    return ShapeSearch.of(f, ShapeSearch.Goal.curvature(curvature))
        .orElseThrow(() -> missing(TAT, f, "no constants meet its conditions"))
        .named(TAT.name(f));
  }

  /** f of the ReLU family by {@link #TAT}, with C of all layers at 0 given. */
  static Activation withCorrelation(Activation f, double correlation, int depth) {
    requireRectifier(TAT, f);
    if (isStraight(f)) {
      return f;
    }
    double below = slopeBelow(a -> correlation(a, depth) - correlation);
    Activation base = below == 0 ? Activations.RELU : Activations.leakyRelu(below);
    return new Shaped(base, 1, 0, Math.sqrt(base.forwardVariance()), 0).named(TAT.name(f));
  }

  /** C(0) of so many layers of leaky ReLU with a slope of a below 0. */
  private static double correlation(double a, int depth) {
    Activation f = Activations.leakyRelu(a);
    double correlation = 0;
    for (int layer = 0; layer < depth; layer++) {
      correlation = Math.min(1, f.kernel(1, correlation) * f.forwardVariance());
    }
    return correlation;
  }

  /** The slope from 0 to 1 at which what falls with it is 0; 0 if it is never above. */
  private static double slopeBelow(DoubleUnaryOperator excess) {
    return excess.applyAsDouble(0) <= 0 ? 0 : Root.of(excess, 0, 1);
  }

  private static boolean isStraight(Activation f) {
    return f.derivative(-1) == f.derivative(1);
  }

  private static void requireRectifier(Shaping method, Activation f) {
    if (!(f.derivative(1) > 0 && f.derivative(-1) >= 0 && f.derivative(-1) <= f.derivative(1))) {
      throw missing(method, f, "its slope below 0 is not between 0 and that above");
    }
  }

  private static IllegalArgumentException missing(Shaping method, Activation f, String why) {
    return new IllegalArgumentException(
        "%s does not exist for %s: %s; use another shape, or weights that are critical for it (auto)"
            .formatted(method, f, why));
  }

  private String name(Activation f) {
    return "%s(%s)".formatted(this, f.name().replaceFirst("\\(.*", ""));
  }

  /** The name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
