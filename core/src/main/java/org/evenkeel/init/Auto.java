// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.OptionalDouble;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Entering.Place;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.Initializer;
import org.evenkeel.initializer.StructuredScaling;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.text.Numbers;

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
 *   <li>Elsewhere 1/(n_in E[x²]) by what enters, as far as that is known: the output of a
 *       normalization has E[x²] = 1, and in a sum second moments add up. At the end of a branch
 *       that leaves 1/16, so that the sum of many branches grows slowly; no weight depends on how
 *       many there are. Where it is not known what enters, for gated units, and before a
 *       normalization, which takes the scale away, 1/(n_in E[f(z)²]) by the activation f that
 *       follows, as in the rule {@code activation}.
 * </ul>
 *
 * <p>Other distributions and fans than normal weights by fan-in have no mirrored form, and are
 * drawn by the activation that follows.
 */
final class Auto implements Rule.Recipe {

  /** Digits of a second moment in words. */
  private static final int DIGITS = 3;

  private static final double ROUNDING = 1e-9;

  private static final Rule.Recipe MIRRORED = new Mirrored();

  @Override
  public Initializer initializer(double[] arguments, RuleOptions options) {
    Entering entering = options.entering();
    double multiplier = options.multiplier();
    if (isShaped(options)) {
      return new StructuredScaling(
          multiplier * entering.keep(), false, true, entering.isAlignedLink());
    }
    if (isMirrored(options)) {
      return Mirrored.initializer(shared(options), isPaired(entering));
    }
    if (isSequence(options)) {
      return Initializers.forActivation(
          (isHomogeneous(options) ? options.withFollowing(entering.activation()) : options)
              .withMultiplier(multiplier * entering.keep()));
    }
    return isReceiving(options)
        ? shared(options).scaling(1 / entering.passed())
        : Initializers.forActivation(
            options.withMultiplier(multiplier * entering.share().orElse(1)));
  }

  /** The options of the end of a branch, which leaves its share of a sum whatever follows that. */
  private static RuleOptions shared(RuleOptions options) {
    OptionalDouble share = options.entering().share();
    return share.isEmpty()
        ? options
        : options
            .withFollowing(Activations.IDENTITY)
            .withMultiplier(options.multiplier() * share.getAsDouble());
  }

  @Override
  public double biasVariance(RuleOptions options) {
    return isMirrored(options) ? MIRRORED.biasVariance(shared(options)) : 0;
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
    Entering entering = options.entering();
    double share = entering.share().orElse(1);
    String end = share < 1 ? ", ×%s at the end of a branch".formatted(Arguments.text(share)) : "";
    if (isShaped(options)) {
      return "%s enters, orthogonal, before %s".formatted(entering, options.following().name());
    }
    if (isMirrored(options)) {
      String seen = isPaired(entering) ? ", mirrored" : measured(entering);
      return Mirrored.why(shared(options), seen) + end;
    }
    if (isReceiving(options)) {
      return "%s enters%s%s".formatted(entering, measured(entering), end);
    }
    return (entering.isUnknown()
            ? Rule.Recipe.super.why(options) + ", whatever enters"
            : "%s enters, before %s".formatted(entering, options.following().name()))
        + end;
  }

  /** In words a second moment other than 1, outside of a chain from the data on. */
  private static String measured(Entering entering) {
    double moment = entering.place().isFromData() ? 1 : entering.passed();
    return Math.abs(moment - 1) < ROUNDING
        ? ""
        : " with second moment " + Numbers.general(moment, DIGITS);
  }

  /** Whether weights outside of chains follow from the second moment of what enters. */
  private static boolean isReceiving(RuleOptions options) {
    return !options.entering().place().isFromData()
        && options.entering().isKnown()
        && isUsual(options)
        && options.following() instanceof Activation;
  }

  private static boolean isSequence(RuleOptions options) {
    return options.entering().place().isFromData() && options.following() instanceof Activation;
  }

  /** Whether one variance holds at every depth between the activations on both sides. */
  private static boolean isHomogeneous(RuleOptions options) {
    return options.entering().activation().positivelyHomogeneous()
        && options.following() instanceof Activation following
        && following.positivelyHomogeneous();
  }

  /** Whether a shaped activation enters or follows, which rests at q = 1 by itself. */
  private static boolean isShaped(RuleOptions options) {
    return options.entering().place().isFromData() && isUsual(options) && isBesideShaped(options);
  }

  private static boolean isBesideShaped(RuleOptions options) {
    return options.entering().activation().shaped().isPresent()
        || (options.following() instanceof Activation f && f.shaped().isPresent());
  }

  private static boolean isUsual(RuleOptions options) {
    return options.distribution() == Distribution.NORMAL && options.fan() == FanMode.IN;
  }

  private static boolean isMirrored(RuleOptions options) {
    Place place = options.entering().place();
    Activation entering = options.entering().activation();
    RuleOptions shared = shared(options);
    return (place == Place.CHAIN || place.isInBranch())
        && !isBesideShaped(options)
        && !((place == Place.START || entering.equals(Activations.IDENTITY))
            && shared.following().equals(Activations.IDENTITY))
        && isUsual(options)
        && entering.mirroredPoint().isPresent()
        && shared.following() instanceof Activation following
        && following.mirroredPoint().isPresent();
  }

  private static boolean isPaired(Entering entering) {
    return entering.place() != Place.START && Mirrored.isPaired(entering);
  }
}
