// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Objects;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Entering;
import org.evenkeel.activation.Gains;
import org.evenkeel.initializer.Distribution;
import org.evenkeel.initializer.VarianceScaling;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;

/**
 * The options that a rule leaves open for one layer.
 *
 * @param following the activation or gated unit that follows the layer; the identity if none does
 * @param entering what enters the layer
 * @param fan the fan to divide by
 * @param distribution the distribution of single weights
 * @param multiplier factor on the variance, positive and finite
 */
public record RuleOptions(
    Gains following, Entering entering, FanMode fan, Distribution distribution, double multiplier) {

  /** The defaults: a linear layer, fan-in, normal weights, multiplier 1. */
  public static final RuleOptions DEFAULT =
      new RuleOptions(Activations.IDENTITY, FanMode.IN, Distribution.NORMAL, 1);

  /** Options of a layer of which it is not known what enters. */
  public RuleOptions(Gains following, FanMode fan, Distribution distribution, double multiplier) {
    this(following, Entering.UNKNOWN, fan, distribution, multiplier);
  }

  /** Throws {@link IllegalArgumentException} unless the multiplier is positive and finite. */
  public RuleOptions {
    Objects.requireNonNull(following, "following");
    Objects.requireNonNull(entering, "entering");
    Objects.requireNonNull(fan, "fan");
    Objects.requireNonNull(distribution, "distribution");
    Arguments.positive("a multiplier", multiplier, "1 leaves the variance as the rule has it");
  }

  /** The same options with another activation. */
  public RuleOptions withFollowing(Gains other) {
    return new RuleOptions(other, entering, fan, distribution, multiplier);
  }

  /** The same options with another input. */
  public RuleOptions withEntering(Entering other) {
    return new RuleOptions(following, other, fan, distribution, multiplier);
  }

  /** The same options with another fan. */
  public RuleOptions withFan(FanMode other) {
    return new RuleOptions(following, entering, other, distribution, multiplier);
  }

  /** The same options with another distribution. */
  public RuleOptions withDistribution(Distribution other) {
    return new RuleOptions(following, entering, fan, other, multiplier);
  }

  /** The same options with another multiplier. */
  public RuleOptions withMultiplier(double other) {
    return new RuleOptions(following, entering, fan, distribution, other);
  }

  /** The initializer with Var(w) = multiplier · scale/n. */
  VarianceScaling scaling(double scale) {
    return new VarianceScaling(scale, fan, distribution, multiplier);
  }
}
