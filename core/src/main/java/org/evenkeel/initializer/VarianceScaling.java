// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.FanMode;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Part;

/**
 * Independent weights of mean 0 and {@code Var(w) = multiplier / mode(n_in/forward,
 * n_out/backward)}, the formula of all rules by fan. With one scale for both directions, as in the
 * named rules, this is {@code multiplier · scale / mode(n_in, n_out)}.
 *
 * <p>The mean of the mode is taken over the fans divided by what each direction needs: {@code
 * n_in/forward} terms ask for the inverse variance that keeps the signal, {@code n_out/backward}
 * for the one that keeps the gradient.
 *
 * <p>The variance is exact for every distribution: the truncated normal's parent has standard
 * deviation √Var/0.87962566103423978, the uniform's bound is √(3 Var). The multiplier multiplies
 * the variance, not the standard deviation.
 *
 * @param forward n_in·Var(w) that preserves the signal, such as 2 for He's rule; positive and
 *     finite
 * @param backward n_out·Var(w) that preserves the gradient; positive and finite
 * @param fan the fan, or mean of fans
 * @param distribution the distribution of single weights
 * @param multiplier the hyperparameter on the variance, 1 by default; positive and finite
 */
public record VarianceScaling(
    double forward, double backward, FanMode fan, Distribution distribution, double multiplier)
    implements Independent {

  /** Throws {@link IllegalArgumentException} unless all numbers are positive and finite. */
  public VarianceScaling {
    Arguments.positive("a scale", forward, "2 is He's");
    Arguments.positive("a scale", backward, "2 is He's");
    Arguments.positive("a multiplier", multiplier, "1 leaves the variance as the rule has it");
  }

  /** A variance scaling with one scale for both directions: n·Var(w), such as 2 for He's rule. */
  public VarianceScaling(double scale, FanMode fan, Distribution distribution, double multiplier) {
    this(scale, scale, fan, distribution, multiplier);
  }

  /** A variance scaling with one scale for both directions and multiplier 1. */
  public VarianceScaling(double scale, FanMode fan, Distribution distribution) {
    this(scale, fan, distribution, 1);
  }

  /** Var(w) for the given fans. */
  public double variance(Fans fans) {
    if (forward == backward) {
      return multiplier * forward / fan.of(fans);
    }
    return multiplier
        * switch (fan) {
          case IN -> forward / fans.in();
          case OUT -> backward / fans.out();
          case AVERAGE, GEOMETRIC ->
              1 / fan.of(new Fans(fans.in() / forward, fans.out() / backward));
        };
  }

  @Override
  public double variance(Part part) {
    return variance(part.requireFans());
  }
}
