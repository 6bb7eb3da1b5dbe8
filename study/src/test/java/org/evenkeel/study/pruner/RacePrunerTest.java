// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RacePrunerTest {

  /** A trial of reports such as {@code 2:0.5 4:0.25}. */
  private static Trial trial(int number, TrialState state, Double value, String reports) {
    TreeMap<Integer, Double> intermediate = new TreeMap<>();
    for (String report : reports.strip().split(" ", -1)) {
      String[] both = report.split(":", -1);
      intermediate.put(Integer.valueOf(both[0]), Double.valueOf(both[1]));
    }
    return new Trial(
        number, state, Setting.empty(), Map.of(), value, intermediate, Map.of(), null, null);
  }

  /** Seeds of two steps each; a quarter behind is too far. Best: its value, then its reports. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -,                       2:9,             false, nobody is complete
          1  2:1 4:1 6:1,          2:1.25,          false, a quarter above is not more
          1  2:1 4:1 6:1,          2:1.26,          true,  more than a quarter
          1  2:1 4:1 6:1,          1:9,             false, within a seed
          1  2:1 4:1 6:1,          2:1 3:9,         false, within the second
          1  2:1 4:1 6:1,          2:1 4:1.6,       true,  the mean of two seeds: 1.3
          1  2:1 4:1 6:1,          2:1 4:1.4,       false, the mean of two seeds: 1.2
          1  2:1 4:1 6:1,          1:9 2:1 3:9 4:1, false, steps in between do not count
          1  2:0.4 4:1.3 6:1.3,    2:0.6,           false, the best was lucky with its first seed
          1  2:2 4:0.5 6:0.5,      2:2.4,           false, a seed that is hard for the best too
          1  2:2 4:0.5 6:0.5,      2:2.6,           true,  and harder for this one
          -1 2:-1 4:-1 6:-1,       2:-0.8,          false, negative values: a quarter of 1 is -0.75
          -1 2:-1 4:-1 6:-1,       2:-0.7,          true,  beyond it
          0  2:0 4:0 6:0,          2:0.001,         true,  a quarter of nothing
          1  2:1 4:1 6:1,          4:9,             false, a seed is missing
          1  2:1 6:1,              2:1 4:9,         false, a seed of the best is missing
          1  2:1 4:1 6:1,          2:Infinity,      true,  infinitely far behind
          1  2:1 4:1 6:1,          2:NaN,           false, no number says nothing here
          """)
  void aTrialTooFarBehindIsGivenUp(String best, String own, boolean expected, String why) {
    List<Trial> history = new ArrayList<>();
    history.add(trial(0, TrialState.PRUNED, -5.0, "2:-5 4:-5"));
    history.add(trial(1, TrialState.COMPLETE, 100.0, "2:100 4:100 6:100"));
    if (best == null) {
      history.remove(1);
    } else {
      String[] both = best.split("\\s+", 2);
      history.add(trial(2, TrialState.COMPLETE, Double.valueOf(both[0]), both[1]));
    }
    Trial trial = trial(3, TrialState.RUNNING, null, own);
    history.add(trial);
    assertEquals(expected, new RacePruner(2).prunes(trial, history), why);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.25", "1, -0.1", "1, NaN"})
  void numbersAreInTheirRange(int steps, double share) {
    assertThrows(IllegalArgumentException.class, () -> new RacePruner(steps, share));
  }
}
