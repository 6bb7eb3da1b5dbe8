// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;

class HyperbandPrunerTest {

  private static final HyperbandPruner PRUNER = new HyperbandPruner(1, 9, 3);

  private static Trial trial(int number, double... reports) {
    TreeMap<Integer, Double> intermediate = new TreeMap<>();
    for (int i = 0; i < reports.length; i++) {
      intermediate.put(i + 1, reports[i]);
    }
    return new Trial(
        number,
        TrialState.RUNNING,
        Setting.empty(),
        Map.of(),
        null,
        intermediate,
        Map.of(),
        null,
        null);
  }

  /**
   * Of η = 3 and S = 2 the shares are ⌈3·9/3⌉ = 9, ⌈3·3/2⌉ = 5 and ⌈3·1/1⌉ = 3 of 17; multiples of
   * the golden ratio are spread so evenly that 1,700 trials differ by at most a few.
   */
  @Test
  void bracketsHaveTheirShares() {
    assertEquals(3, PRUNER.brackets());
    int[] counts = new int[3];
    for (int number = 0; number < 1700; number++) {
      counts[PRUNER.bracket(number)]++;
    }
    assertEquals(900, counts[0], 5);
    assertEquals(500, counts[1], 5);
    assertEquals(300, counts[2], 5);
    assertEquals(1, new HyperbandPruner(1, 2, 3).brackets());
    assertEquals(4, new HyperbandPruner(1, 27, 3).brackets());
  }

  /**
   * The worst of many at step 1: pruned in bracket 0, left alone in brackets that skip that rung.
   */
  @Test
  void aBracketSkipsItsRungs() {
    List<Trial> history = new ArrayList<>();
    for (int number = 0; number < 60; number++) {
      history.add(trial(number, 1 + number / 100.0));
    }
    for (int number = 60; number < 90; number++) {
      Trial worst = trial(number, 9);
      assertEquals(PRUNER.bracket(number) == 0, PRUNER.prunes(worst, history), "trial " + number);
      assertFalse(PRUNER.prunes(trial(number, 0.5), history));
    }
    int second = 60;
    while (PRUNER.bracket(second) != 1) {
      second++;
    }
    assertTrue(PRUNER.prunes(trial(second, 9, 9, 9), longer(history)));
  }

  private static List<Trial> longer(List<Trial> history) {
    return history.stream().map(one -> trial(one.number(), 1, 1, 1)).toList();
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new HyperbandPruner(0, 9, 3));
    assertThrows(IllegalArgumentException.class, () -> new HyperbandPruner(5, 4, 3));
    assertThrows(IllegalArgumentException.class, () -> new HyperbandPruner(1, 9, 1));
  }
}
