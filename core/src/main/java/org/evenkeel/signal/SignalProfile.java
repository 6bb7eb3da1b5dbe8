// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.List;

/**
 * The signal of a whole network, layer by layer in order of execution.
 *
 * @param seed the seed of its first weights; null if they were not drawn by Evenkeel
 * @param input what enters
 * @param layers the weighted layers
 * @param verdict what it means
 */
public record SignalProfile(
    Long seed, InputSignal input, List<LayerSignal> layers, Verdict verdict) {

  public SignalProfile {
    layers = List.copyOf(layers);
  }

  /** A profile whose verdict follows from its layers. */
  public static SignalProfile of(Long seed, InputSignal input, List<LayerSignal> layers) {
    return new SignalProfile(seed, input, layers, Verdict.of(input.secondMoment(), layers));
  }
}
