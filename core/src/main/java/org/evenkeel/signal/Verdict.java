// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on a profile: the state, the first layer concerned, the cause and the remedy.
 *
 * <p>It rests on forward second moment q, gradient second moment g and correlation c together; none
 * of them alone tells. What was measured takes precedence over what was predicted. The three make
 * the tangent kernel, which tells how many steps the weights take to move and how large a learning
 * rate is stable; limits on both, and on the scatter of draws of narrow layers, were set on trained
 * networks (docs/calibration.md). Where no kernel is known, q (against the input's) or g (against
 * the last hidden layer's) is lost when it has changed more than 100 times and does not level off:
 * growth and decay by a constant factor per layer do not, the power-law decay of a network on the
 * edge of chaos (q_l ~ 1/l for tanh, Poole et al. 2016) does.
 *
 * @param state the state
 * @param layer the first layer concerned; null if healthy
 * @param cause the cause
 * @param remedy what to change; null if healthy or unknown, {@link Remedy#NONE_KNOWN} where nothing
 *     helps
 * @param trainableDepth how many such layers could be trained, 6 ξ_c (Schoenholz et al. 2017); null
 *     if that is not known or there is no limit
 */
public record Verdict(
    State state,
    @Nullable String layer,
    Cause cause,
    @Nullable Remedy remedy,
    @Nullable Integer trainableDepth) {

  /** The state of a network's signal over its depth. */
  public enum State {
    /** Signal or gradient is neither measured nor forecast in a layer that decides. */
    UNKNOWN,
    /** Signal and gradient keep their scale. */
    HEALTHY,
    /** Signal or gradient changes so much that the network trains slowly, if at all. */
    SLOW,
    /** Signal or gradient shrinks to nothing. */
    VANISHING,
    /** Signal or gradient grows without bound. */
    EXPLODING,
    /** All inputs end up as one and the same signal. */
    CORRELATED,
    /** Close inputs are torn apart: the signal keeps its scale, the gradient explodes. */
    CHAOTIC,
    /** Most units of bounded activations sit where they are flat. */
    SATURATED,
    /** Units of a layer are copies of one another, and training keeps them so. */
    SYMMETRIC;

    /** The name as it stands in JSON. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The verdict on layers that were measured, predicted, or both. */
  static Verdict of(InputSignal input, List<LayerSignal> layers) {
    return new Diagnosis(input, layers).verdict();
  }

  /** Whether nothing needs to be done. */
  public boolean healthy() {
    return state == State.HEALTHY;
  }

  /** Whether the network would train, but slowly. */
  public boolean slow() {
    return state == State.SLOW;
  }

  /** Whether it cannot be told whether something needs to be done. */
  public boolean unknown() {
    return state == State.UNKNOWN;
  }

  /** The same with another remedy. */
  public Verdict withRemedy(Remedy other) {
    return new Verdict(state, layer, cause, other, trainableDepth);
  }

  /** State, cause and remedy in a sentence or two; the remedy as Java. */
  @Override
  public String toString() {
    return "%s: %s.".formatted(state.label(), cause)
        + (remedy == null ? "" : " Remedy: %s.".formatted(remedy))
        + (remedy == null || remedy.trials().isEmpty()
            ? ""
            : " Measured: %s."
                .formatted(
                    remedy.trials().stream()
                        .map(Remedy.Trial::toString)
                        .collect(Collectors.joining(", "))));
  }
}
