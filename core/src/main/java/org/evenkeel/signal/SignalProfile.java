// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    return new SignalProfile(seed, input, layers, Verdict.of(input, layers));
  }

  /**
   * What was measured, and beside it what was predicted of the layers of the same names; with the
   * verdict on both.
   */
  public SignalProfile beside(SignalProfile forecast) {
    Map<String, LayerSignal> predicted = new HashMap<>();
    forecast.layers.forEach(layer -> predicted.put(layer.name(), layer));
    List<LayerSignal> both =
        layers.stream()
            .map(
                layer ->
                    predicted.containsKey(layer.name())
                        ? layer.beside(predicted.get(layer.name()))
                        : layer)
            .toList();
    return of(seed, input, both);
  }

  /** The same with another remedy. */
  public SignalProfile withRemedy(String remedy) {
    return new SignalProfile(seed, input, layers, verdict.withRemedy(remedy));
  }
}
