// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.evenkeel.activation.Activations;
import org.evenkeel.network.Layer;
import org.junit.jupiter.api.Test;

class FollowingTest {

  private static final Layer.Dense NEXT = new Layer.Dense("next", 8, true);
  private static final Layer TANH = new Layer.Nonlinearity("f", Activations.TANH);
  private static final Layer RELU = new Layer.Nonlinearity("g", Activations.RELU);
  private static final Layer DROPOUT = new Layer.Dropout("d", 0.25);
  private static final Layer FLATTEN = new Layer.Flatten("flat");

  @Test
  void isAnActivationAndDropoutUpToTheNextWeights() {
    List<Layer> layers = List.of(NEXT, DROPOUT, TANH, DROPOUT, NEXT, RELU);
    assertEquals(
        Optional.of(new Following(NEXT, Activations.TANH, 0.5625)), Following.of(layers, 1));
    assertEquals(
        Optional.of(new Following(NEXT, Activations.IDENTITY, 1)),
        Following.of(List.of(NEXT, NEXT), 1));
  }

  @Test
  void isNothingWhereOtherLayersFollowOrNone() {
    assertEquals(Optional.empty(), Following.of(List.of(TANH, RELU, NEXT), 0));
    assertEquals(Optional.empty(), Following.of(List.of(TANH, FLATTEN, NEXT), 0));
    assertEquals(Optional.empty(), Following.of(List.of(NEXT, TANH), 1));
    assertEquals(Optional.empty(), Following.of(List.of(NEXT), 1));
  }
}
