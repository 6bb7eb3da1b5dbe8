// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Optional;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.OperatingPoint;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;

/**
 * Weights and biases by the operating points of the activations around a layer.
 *
 * <pre>
 * h     the activation that follows, with its second moment q at rest and bias variance σ_b²
 * f     the activation that enters, with the second moment that enters it
 * M     what the weights see: Var(f) if f's point is centered, else E[f²]; 1 for data
 * </pre>
 *
 * <p>{@code Var(w) = (q - σ_b²)/(n_in M)} brings the layer to q; between two layers with one
 * activation it is that of {@link OperatingPoint#weightVariance}. Before the output q is 1.
 */
final class Critical implements Rule.Recipe {

  @Override
  public Initializer initializer(double[] arguments, RuleOptions options) {
    Entering entering = options.entering().counted();
    if (options.following() instanceof Activation following) {
      OperatingPoint.of(following); // says so if there is none
    }
    OperatingPoint.of(entering.activation());
    double mean = isCentered(entering) ? entering.mean() : 0;
    double seen = entering.secondMoment() - mean * mean;
    return new StructuredScaling(
        options.multiplier() * drawn(point(options)) / seen,
        isCentered(entering),
        true,
        entering.isAlignedLink());
  }

  @Override
  public double biasVariance(RuleOptions options) {
    return point(options).map(OperatingPoint::biasVariance).orElse(0.0);
  }

  @Override
  public String why(RuleOptions options) {
    Entering entering = options.entering().counted();
    return why(
        options.withEntering(entering), isCentered(entering) ? ", centered" : "", point(options));
  }

  /** q - σ_b², what the weights have to give a layer; 1 where no activation follows. */
  static double drawn(Optional<OperatingPoint> point) {
    return point.map(one -> one.secondMoment() - one.biasVariance()).orElse(1.0);
  }

  /** In words what enters, as the weights see it, and at which point it leaves. */
  static String why(RuleOptions options, String seen, Optional<OperatingPoint> point) {
    return "%s enters%s, before %s%s"
        .formatted(
            options.entering(),
            seen,
            options.following().name(),
            options.following().equals(Activations.IDENTITY)
                ? ""
                : point.map(one -> " at q = %s".formatted(one.secondMoment())).orElse(""));
  }

  private static boolean isCentered(Entering entering) {
    return entering.activation().operatingPoint().map(OperatingPoint::centered).orElse(false);
  }

  private static Optional<OperatingPoint> point(RuleOptions options) {
    return options.following() instanceof Activation following
        ? following.operatingPoint()
        : Optional.empty();
  }
}
