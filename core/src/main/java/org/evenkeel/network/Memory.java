// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.network;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Layers whose output attention behind it takes its keys and values from, as the encoder of an
 * encoder and a decoder (Vaswani et al. 2017, section 3.2.3). Its own output is its input, or what
 * of it the memory does not take.
 *
 * @param tokens the number of tokens, from the first one on, that the memory takes and that do not
 *     go on; 0 where all of them do both
 * @param layers the layers
 */
public record Memory(String name, int tokens, List<Layer> layers) implements Layer {

  public Memory {
    layers = List.copyOf(layers);
    if (tokens < 0) {
      throw new IllegalArgumentException(
          "tokens of a memory must not be negative: %s has %d".formatted(name, tokens));
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "a memory needs at least one layer: %s has none".formatted(name));
    }
  }

  @Override
  public <R> R match(LayerCases<R> cases) {
    return cases.memory().apply(this);
  }

  @Override
  public List<Layer> sublayers() {
    return layers;
  }

  @Override
  public OptionalInt vocabulary() {
    return layers.get(0).vocabulary();
  }

  /** The shape of what enters its layers. */
  public int[] taken(int[] input) {
    return tokens == 0 ? input : withTokens(input, tokens);
  }

  /**
   * The shape of what it keeps.
   *
   * @throws IllegalArgumentException if that is no sequence
   */
  public int[] kept(int[] input) {
    int[] kept = Shapes.through(layers, taken(input));
    if (kept.length != 2) {
      throw new IllegalArgumentException(
          "a memory ends in features and tokens: %s ends in %s"
              .formatted(name, Arrays.toString(kept)));
    }
    return kept;
  }

  @Override
  public int[] outputShape(int[] input) {
    int all = input[input.length - 1];
    if (tokens >= all) {
      throw new IllegalArgumentException(
          "a memory leaves at least one token: %s takes %d of %d".formatted(name, tokens, all));
    }
    kept(input);
    return tokens == 0 ? input.clone() : withTokens(input, all - tokens);
  }

  private static int[] withTokens(int[] input, int tokens) {
    int[] shape = input.clone();
    shape[shape.length - 1] = tokens;
    return shape;
  }

  /**
   * Checks that each memory that attention looks at comes before it.
   *
   * @throws IllegalArgumentException naming the first one that does not
   */
  static void requireKnown(List<Layer> layers) {
    requireKnown(layers, new HashSet<>());
  }

  private static void requireKnown(List<Layer> layers, Set<String> known) {
    for (Layer layer : layers) {
      String needed = layer.match(LayerCases.MEMORIES);
      if (!needed.isEmpty() && !known.contains(needed)) {
        throw new IllegalArgumentException(
            "%s looks at the memory '%s', which is not before it".formatted(layer.name(), needed));
      }
      requireKnown(layer.sublayers(), known);
      known.add(layer.name());
    }
  }
}
