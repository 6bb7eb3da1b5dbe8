// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Independent weights of mean 0 and {@code Var(w) = multiplier · scale / n}, n the fan of the mode:
 * the one formula that all rules by fan are members of.
 *
 * <p>The variance is exact for every distribution: the truncated normal's parent has standard
 * deviation √Var/0.87962566103423978, the uniform's bound is √(3 Var). The multiplier multiplies
 * the variance, not the standard deviation.
 *
 * @param scale the rule's own number, such as 2 for He's; positive and finite
 * @param fan which fan n is
 * @param distribution what single weights are drawn from
 * @param multiplier the hyperparameter on the variance, 1 by default; positive and finite
 */
public record VarianceScaling(
    double scale, FanMode fan, Distribution distribution, double multiplier)
    implements Initializer {

  /** Where the truncated normal is cut off, in standard deviations of its parent. */
  private static final double TRUNCATION = 2;

  /** Standard deviation of N(0, 1) truncated at ±2: 0.87962566103423978. */
  private static final double TRUNCATED_STD =
      Math.sqrt(
          NormalDistribution.secondMomentWithin(TRUNCATION)
              / NormalDistribution.probabilityWithin(TRUNCATION));

  /**
   * Throws {@link IllegalArgumentException} unless scale and multiplier are positive and finite.
   */
  public VarianceScaling {
    Positive.require("a scale", scale, "2 is He's");
    Positive.require("a multiplier", multiplier, "1 leaves the variance as the rule has it");
  }

  /**
   * With multiplier 1.
   *
   * @param scale the rule's own number, such as 2 for He's
   * @param fan which fan n is
   * @param distribution what single weights are drawn from
   */
  public VarianceScaling(double scale, FanMode fan, Distribution distribution) {
    this(scale, fan, distribution, 1);
  }

  @Override
  public double variance(Fans fans) {
    return multiplier * scale / fan.of(fans);
  }

  @Override
  public double variance(WeightShape shape) {
    return variance(shape.fans());
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.of(distribution);
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out);
    double variance = variance(shape);
    double std = Math.sqrt(variance);
    switch (distribution) {
      case NORMAL -> RandomFill.normal(key, from, out, (float) std);
      case TRUNCATED_NORMAL ->
          RandomFill.truncatedNormal(key, from, out, (float) (std / TRUNCATED_STD), TRUNCATION);
      case UNIFORM -> RandomFill.uniform(key, from, out, (float) Math.sqrt(3 * variance));
    }
  }
}
