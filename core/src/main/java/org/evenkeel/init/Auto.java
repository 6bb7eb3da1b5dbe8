// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Entering.Place;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.parameter.FanMode;

/**
 * Weights by the place of the layer and what enters it.
 *
 * <ul>
 *   <li>In a chain of layers from the data on, beside any activation: {@link Mirrored}, which keep
 *       signal, gradient and differences at every depth. For odd activations they are those of
 *       {@link Critical}. Beside ReLU they have He's variance, 2/n_in, and before the output
 *       1/n_in.
 *   <li>In a chain, with dropout or without, beside a shaped activation: orthogonal of variance
 *       1/n_in, as that keeps a second moment of 1 by itself.
 *   <li>In a chain with dropout beside the ReLU family: 1/(n_in E[x²]) by what enters, as one
 *       variance holds at every depth.
 *   <li>Else 1/(n_in E[f(z)²]) by the activation f that follows, as in the rule {@code activation},
 *       times what dropout keeps in a chain: behind and before normalizations, in and behind
 *       branches, for gated units, between linear layers, and where it is not known what enters or
 *       follows. There the normalization or the shortcut sets the scale.
 * </ul>
 *
 * <p>Other distributions and fans than normal weights by fan-in have no mirrored form.
 */
final class Auto implements Rule.Recipe {

  private static final Rule.Recipe MIRRORED = new Mirrored();

  @Override
  public Initializer initializer(double[] arguments, RuleOptions options) {
    Entering entering = options.entering();
    if (isShaped(options)) {
      return new StructuredScaling(
          options.multiplier() * entering.keep(), false, true, entering.isAlignedLink());
    }
    if (isMirrored(options)) {
      return MIRRORED.initializer(arguments, options);
    }
    if (!isSequence(options)) {
      return Initializers.forActivation(options);
    }
    return Initializers.forActivation(
        (isHomogeneous(options) ? options.withFollowing(entering.activation()) : options)
            .withMultiplier(options.multiplier() * entering.keep()));
  }

  @Override
  public double biasVariance(RuleOptions options) {
    return isMirrored(options) ? MIRRORED.biasVariance(options) : 0;
  }

  @Override
  public Initializer biases(RuleOptions options) {
    return MIRRORED.biases(options);
  }

  @Override
  public String biasReason(RuleOptions options) {
    return MIRRORED.biasReason(options);
  }

  @Override
  public String why(RuleOptions options) {
    if (isShaped(options)) {
      return "%s enters, orthogonal, before %s"
          .formatted(options.entering(), options.following().name());
    }
    if (isMirrored(options)) {
      return MIRRORED.why(options);
    }
    return options.entering().isUnknown()
        ? Rule.Recipe.super.why(options)
        : "%s enters, before %s".formatted(options.entering(), options.following().name());
  }

  private static boolean isSequence(RuleOptions options) {
    return options.entering().place() != Place.ELSEWHERE
        && options.following() instanceof Activation;
  }

  /** Whether one variance holds at every depth between the activations on both sides. */
  private static boolean isHomogeneous(RuleOptions options) {
    return options.entering().activation().positivelyHomogeneous()
        && options.following() instanceof Activation following
        && following.positivelyHomogeneous();
  }

  /** Whether a shaped activation enters or follows, which rests at q = 1 by itself. */
  private static boolean isShaped(RuleOptions options) {
    return options.entering().place() != Place.ELSEWHERE
        && isUsual(options)
        && (options.entering().activation().shaped().isPresent()
            || (options.following() instanceof Activation f && f.shaped().isPresent()));
  }

  private static boolean isUsual(RuleOptions options) {
    return options.distribution() == Distribution.NORMAL && options.fan() == FanMode.IN;
  }

  private static boolean isMirrored(RuleOptions options) {
    return options.entering().place() == Place.CHAIN
        && !isShaped(options)
        && !(options.entering().activation().equals(Activations.IDENTITY)
            && options.following().equals(Activations.IDENTITY))
        && isUsual(options)
        && options.entering().activation().mirroredPoint().isPresent()
        && options.following() instanceof Activation following
        && following.mirroredPoint().isPresent();
  }
}
