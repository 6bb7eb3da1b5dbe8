// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import org.jspecify.annotations.Nullable;

/**
 * The theory of a layer that is repeated for ever: {@code z = W·φ(z) + b} with {@code Var(W_ij) =
 * σ_w²/n_in} and {@code Var(b) = σ_b²} (Poole et al. 2016; Schoenholz et al. 2017).
 *
 * @param weightVariance σ_w² = n_in·Var(w)
 * @param biasVariance σ_b²
 * @param fixedPoint q*, the second moment that the pre-activation tends to from where it is, or
 *     would rest at if it were not unstable; null if there is none
 * @param stability the class of the fixed point
 * @param slope the slope of the variance map at the fixed point; null if there is none
 * @param chi χ₁ at the fixed point, or where the signal is if there is none: the factor on the
 *     gradient's second moment a layer
 * @param correlationDepth ξ_c, the number of layers over which the correlation of two inputs comes
 *     closer to its fixed point by a factor e; infinite on the edge of chaos
 */
public record Outlook(
    double weightVariance,
    double biasVariance,
    @Nullable Double fixedPoint,
    Stability stability,
    @Nullable Double slope,
    double chi,
    double correlationDepth) {

  /** Whether a signal comes to rest, at a fixed point that attracts it. */
  public boolean rests() {
    return stability == Stability.STABLE || stability == Stability.MARGINAL;
  }

  /** The class of a fixed point of the variance map, by its slope. */
  public enum Stability {
    /** Slope below 1: the signal returns. */
    STABLE,
    /** Slope 1: the signal stays where it is put, or drifts by a power law. */
    MARGINAL,
    /** Slope above 1: the signal runs away. */
    UNSTABLE,
    /** There is no fixed point. */
    NONE
  }
}
