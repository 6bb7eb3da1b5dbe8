// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.util.Objects;
import org.evenkeel.activation.Activations;
import org.evenkeel.activation.Gains;

/**
 * What a rule leaves open for one layer.
 *
 * @param following the activation or gated unit that follows the layer; the identity if none does
 * @param fan which fan to divide by
 * @param distribution what single weights are drawn from
 * @param multiplier factor on the variance, positive and finite
 */
public record Choices(Gains following, FanMode fan, Distribution distribution, double multiplier) {

  /** A linear layer, fan-in, normal weights, multiplier 1. */
  public static final Choices DEFAULT =
      new Choices(Activations.IDENTITY, FanMode.IN, Distribution.NORMAL, 1);

  /** Throws {@link IllegalArgumentException} unless the multiplier is positive and finite. */
  public Choices {
    Objects.requireNonNull(following, "following");
    Objects.requireNonNull(fan, "fan");
    Objects.requireNonNull(distribution, "distribution");
    Positive.require("a multiplier", multiplier, "1 leaves the variance as the rule has it");
  }

  /** The same with another activation. */
  public Choices withFollowing(Gains other) {
    return new Choices(other, fan, distribution, multiplier);
  }

  /** The same with another fan. */
  public Choices withFan(FanMode other) {
    return new Choices(following, other, distribution, multiplier);
  }

  /** The same with another distribution. */
  public Choices withDistribution(Distribution other) {
    return new Choices(following, fan, other, multiplier);
  }

  /** The same with another multiplier. */
  public Choices withMultiplier(double other) {
    return new Choices(following, fan, distribution, other);
  }

  /** Var(w) = scale/n with these choices. */
  VarianceScaling scaling(double scale) {
    return new VarianceScaling(scale, fan, distribution, multiplier);
  }
}
