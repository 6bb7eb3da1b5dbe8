// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.OperatingPoint;
import org.evenkeel.initializer.FixedNormal;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;

/**
 * Orthogonal weights between pairs of units of opposite sign, of which the next layer sees the odd
 * part of the activation alone, at the operating point of that.
 *
 * <pre>
 * h     the activation that follows, with second moment q at rest and bias variance σ_b²
 * f     the activation that enters, and q_f the second moment that enters it
 * M     what the weights see: 2 E[odd(f)²] of pairs, E[f²] of f that is odd itself; 1 for data
 * </pre>
 *
 * <p>{@code Var(w) = (q - σ_b²)/(n_in M)} brings the layer to q. Before the output q is 1. An odd
 * activation needs no pairs, and its weights are those of {@link Critical}.
 */
final class Mirrored implements Rule.Recipe {

  @Override
  public Initializer initializer(double[] arguments, RuleOptions options) {
    Entering entering = options.entering().counted();
    return initializer(options.withEntering(entering), isPaired(entering));
  }

  /**
   * The initializer of one layer's weights by the second moment that is known to enter.
   *
   * @param inputs whether the units that enter come in pairs
   */
  static Initializer initializer(RuleOptions options, boolean inputs) {
    Entering entering = options.entering();
    boolean outputs = isPaired(options);
    double seen =
        inputs
            ? 2 * entering.activation().odd().secondMoment(entering.moment().orElseThrow())
            : entering.passed();
    double scale = options.multiplier() * Critical.drawn(point(options)) / seen;
    return inputs || outputs
        ? new StructuredScaling.Mirrored(scale, inputs, outputs, entering.isAlignedLink())
        : new StructuredScaling(scale, false, true, entering.isAlignedLink());
  }

  @Override
  public double biasVariance(RuleOptions options) {
    return point(options).map(OperatingPoint::biasVariance).orElse(0.0);
  }

  /** {@inheritDoc} Those of a pair are opposite too. */
  @Override
  public Initializer biases(RuleOptions options) {
    return isPaired(options)
        ? new FixedNormal.Paired(Math.sqrt(biasVariance(options)))
        : Rule.Recipe.super.biases(options);
  }

  @Override
  public String biasReason(RuleOptions options) {
    return options.following() instanceof Activation following && isPaired(following)
        ? "mirrored, critical for " + following.odd().name()
        : Rule.Recipe.super.biasReason(options);
  }

  @Override
  public String why(RuleOptions options) {
    Entering entering = options.entering().counted();
    return why(options.withEntering(entering), isPaired(entering) ? ", mirrored" : "");
  }

  /**
   * In words what enters, and at which point it leaves.
   *
   * @param seen what is to be said of what enters
   */
  static String why(RuleOptions options, String seen) {
    return Critical.why(options, seen, point(options));
  }

  /** Dropout takes one of a pair and leaves the other. */
  static boolean isPaired(Entering entering) {
    return entering.source() == Entering.Source.LAYER
        && entering.keep() == 1
        && isPaired(entering.activation());
  }

  private static boolean isPaired(RuleOptions options) {
    return options.following() instanceof Activation following && isPaired(following);
  }

  private static boolean isPaired(Activation f) {
    return !f.odd().equals(f) && f.mirroredPoint().isPresent();
  }

  private static Optional<OperatingPoint> point(RuleOptions options) {
    return options.following() instanceof Activation following
        ? following.mirroredPoint()
        : Optional.empty();
  }
}
