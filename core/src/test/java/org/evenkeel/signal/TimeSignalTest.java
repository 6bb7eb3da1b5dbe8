// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.evenkeel.parameter.Fans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gradient over time says of a cell. */
class TimeSignalTest {

  /** A sequence that tells inputs apart in its first half, and the gradient of a decay. */
  private static TimeSignal waiting(int steps, double factor) {
    List<Double> gradient = new ArrayList<>();
    List<Double> differences = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      gradient.add(Math.pow(factor, steps - 1 - t));
      differences.add(t < steps / 2 ? 2.0 / steps : 0);
    }
    return new TimeSignal(gradient, differences, null);
  }

  /**
   * Behind 8 steps that the gradient passes with a factor of 0.5 a step, 2⁻⁸ · (1 + … + 2⁻⁷) / 8 of
   * it arrives; with 0.8 it is 9 %.
   */
  @Test
  void aCellWithoutGatesForgetsBeforeItLearnsToWait() {
    TimeSignal half = waiting(16, 0.5);
    assertEquals((1 - 0x1p-8) * 2 / 8 / 256, half.mean(), 1e-15);
    assertTrue(half.fades(false));
    assertEquals(Prospect.Grade.NOT, half.grade(false));
    TimeSignal slower = waiting(16, 0.8);
    assertFalse(slower.fades(false));
    assertEquals(Prospect.Grade.WELL, slower.grade(false));
  }

  @Test
  void gatesLearnToWait() {
    assertEquals(Prospect.Grade.WELL, waiting(16, 0.5).grade(true));
  }

  /** Where all steps tell as much, the last one alone is more than a hundredth of 64. */
  @Test
  void aGradientThatFadesOverWhatItReadsIsNoWait() {
    List<Double> gradient = new ArrayList<>(Collections.nCopies(48, 0.0));
    gradient.addAll(Collections.nCopies(15, 1e-6));
    gradient.add(1.0);
    assertFalse(new TimeSignal(gradient, null).fades(false));
  }

  /** A recurrent layer over so many steps that all pass as much, and its head. */
  private static SignalProfile states(String activation, double secondMoment, int steps) {
    LayerSignal layer =
        LayerSignal.of("rnn", "input-gates", new Fans(8, 32), activation)
            .withMoments(
                Quantity.measured(secondMoment),
                Quantity.UNKNOWN,
                Quantity.measured(1),
                Quantity.UNKNOWN)
            .withTime(new TimeSignal(Collections.nCopies(steps, 1.0), null))
            .withChained(true);
    LayerSignal head =
        LayerSignal.of("dense", "dense", new Fans(32, 10), "identity")
            .withMoments(
                Quantity.measured(1), Quantity.UNKNOWN, Quantity.measured(1), Quantity.UNKNOWN);
    return SignalProfile.of(null, InputSignal.STANDARDIZED, List.of(layer, head));
  }

  /**
   * 32 tanh units over the rows of a digit do not train from weights of N(0, 1), E[h²] 0.85, and do
   * from four times LeCun's variance, E[h²] 0.66; from N(0, 0.7²), E[h²] 0.79, they train slowly.
   */
  @ParameterizedTest
  @CsvSource({
    "tanh, 0.85, 8, SATURATED",
    "tanh, 0.66, 8, HEALTHY",
    "tanh, 0.79, 8, SLOW",
    "tanh, 0.79, 16, SATURATED",
    "identity, 0.85, 8, HEALTHY"
  })
  void saturatedStatesPassLittleOfAllSteps(
      String activation, double secondMoment, int steps, Verdict.State state) {
    SignalProfile profile = states(activation, secondMoment, steps);
    assertEquals(state, profile.verdict().state(), profile.verdict()::toString);
  }

  /** E[tanh(√q z)²] is 0.394294 at q = 1; a cell with gates, or without bounds, has no such q. */
  @Test
  void statesTellWhatEntersTheirActivation() {
    LayerSignal tanh = states("tanh", 0.394294, 8).layers().get(0);
    assertEquals(1, TimeSignal.entering(tanh).orElseThrow(), 1e-4);
    assertEquals(Optional.empty(), TimeSignal.entering(states("relu", 0.5, 8).layers().get(0)));
    assertEquals(Optional.empty(), TimeSignal.entering(states("identity", 1, 8).layers().get(0)));
  }

  @Test
  void isToldWithWhatArrives() {
    assertEquals(
        "through time: the gradient's second moment at rnn shrinks ×0.500 a step on its way back,"
            + " to ×0.000973 where inputs are told apart, and a cell without gates forgets them"
            + " before it learns to wait",
        new Cause.ThroughTime("rnn", waiting(16, 0.5), false).toString());
  }
}
