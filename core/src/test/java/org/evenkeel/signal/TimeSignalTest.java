// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  @Test
  void isToldWithWhatArrives() {
    assertEquals(
        "through time: the gradient's second moment at rnn shrinks ×0.500 a step on its way back,"
            + " to ×0.000973 where inputs are told apart, and a cell without gates forgets them"
            + " before it learns to wait",
        new Cause.ThroughTime("rnn", waiting(16, 0.5), false).toString());
  }
}
