// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.parameter.Fans;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.Quantity;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.Verdict.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verdicts on inputs and tokens that come together, beside labels by training. */
class MergingVerdictTest {

  /**
   * The first two do not train, the third takes 900 of 1,500 steps, the others 300 and 250 by
   * bench/results/labels.csv.
   */
  @ParameterizedTest
  @CsvSource({
    "sigmoid, he, 5, slow",
    "softplus, activation, 10, slow",
    "sigmoid, lecun*4, 6, slow",
    "softplus, activation, 6, healthy",
    "tanh, lecun*0.5, 8, healthy"
  })
  void inputsThatNearlyMergeTakeManySteps(String f, String rule, int depth, String expected) {
    Network network = Network.perceptron("64,64x%d,10".formatted(depth), Activations.named(f));
    SignalProfile profile = Forecast.of(network, Start.of(rule), InputSignal.STANDARDIZED);
    assertEquals(expected, profile.verdict().state().label(), profile.verdict().toString());
  }

  /**
   * Biases that shift activations, by {@code auto}, beside trainings by gradient descent at
   * learning rates 0.003 to 1, of two or three seeds ({@code bench/labels}).
   */
  @ParameterizedTest(name = "{0}, {1} hidden layers, biases {2}: trains {3}")
  @CsvSource({
    "gelu, 3, -3, false",
    "gelu, 5, -3, false",
    "gelu, 5, -2, false",
    "silu, 3, -3, true",
    "silu, 5, -3, false",
    "silu, 5, -2, false",
    "silu, 5, -1, true",
    "silu, 10, -2, false",
    "mish, 5, -3, false",
    "mish, 5, -2, false",
    "mish, 5, -1, true",
    "mish, 10, -1, false",
    "elu, 5, -3, false",
    "softplus, 5, -3, false",
    "relu, 8, 1, true"
  })
  void shiftedActivationsAreStoppedWhereTheyDoNotTrain(
      String activation, int layers, double bias, boolean trains) {
    Start start =
        Start.of("auto")
            .withRulebook(
                RulebookTree.read(
                    Map.of(
                        "rules",
                        List.of(Map.of("kind", "bias", "rule", "constant(" + bias + ")")))));
    Network network = Network.perceptron("64,64x" + layers + ",10", Activations.named(activation));
    State state = Forecast.of(network, start, InputSignal.STANDARDIZED).verdict().state();
    assertEquals(trains, state == State.HEALTHY || state == State.SLOW, state::toString);
  }

  /**
   * Queries' gradients that fall by 1/1000 from block to block. Attention of 4 blocks without
   * shortcuts trains so, of 6 slowly (bench/results/labels.csv); of 12 and 24 it does not
   * (bench/results/deep-encoders.csv).
   */
  @ParameterizedTest
  @CsvSource({"2, healthy", "4, healthy", "6, slow", "8, slow", "12, correlated", "24, correlated"})
  void tokensThatMergeAreJudgedByTheNumberOfBlocks(int blocks, String expected) {
    List<LayerSignal> layers = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      layers.add(row("query" + b, Math.pow(1e-3, b)).withUnits(null, 0.0, false));
      layers.add(row("output" + b, 1));
    }
    SignalProfile profile = SignalProfile.of(0L, InputSignal.STANDARDIZED, layers);
    assertEquals(expected, profile.verdict().state().label(), profile.verdict().toString());
  }

  private static LayerSignal row(String name, double gradient) {
    return LayerSignal.of(name, "dense", new Fans(64, 64), "identity")
        .withMoments(
            Quantity.measured(1),
            Quantity.UNKNOWN,
            Quantity.measured(gradient),
            Quantity.measured(0.3));
  }
}
