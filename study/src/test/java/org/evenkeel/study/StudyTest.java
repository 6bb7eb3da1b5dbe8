// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a study is given takes the place of its defaults. */
@Timeout(60)
class StudyTest {

  private static final Study STUDY = Study.of(Space.parse("x=0..1")).withTrials(3);

  private static double loss(Setting setting) {
    return setting.number("x");
  }

  @Test
  void theSamplerChoosesTheSettings() {
    Sampler descending =
        (space, history, number, random) -> Setting.empty().with("x", 0.75 - 0.25 * number);
    Minimum minimum = STUDY.withSampler(descending).minimize((setting, monitor) -> loss(setting));
    assertEquals(
        List.of(0.75, 0.5, 0.25), minimum.trials().stream().map(t -> loss(t.setting())).toList());
    assertEquals(0.25, minimum.best().orElseThrow().mean());
    Sampler none = (space, history, number, random) -> null;
    assertEquals(
        Ending.EXHAUSTED,
        STUDY.withSampler(none).minimize((setting, monitor) -> loss(setting)).ending());
  }

  @Test
  void thePrunerStopsTrials() {
    Loss reporting =
        (setting, monitor) -> {
          for (int step = 1; step <= 5 && monitor.report(step, step); step++) {}
          return loss(setting);
        };
    Pruner third = (trial, history) -> trial.intermediate().lastKey() == 3;
    Minimum pruned = STUDY.withPruner(third).minimize(reporting);
    assertTrue(
        pruned.trials().stream()
            .allMatch(t -> t.state() == TrialState.PRUNED && t.intermediate().size() == 3));
    Minimum whole = STUDY.withPruner(Pruner.NEVER).minimize(reporting);
    assertTrue(
        whole.trials().stream()
            .allMatch(t -> t.state() == TrialState.COMPLETE && t.intermediate().size() == 5));
  }

  @Test
  void theProgressIsToldOfEachBeginningAndEnd() {
    List<Tally> tallies = new ArrayList<>();
    STUDY.withProgress(tallies::add).minimize((setting, monitor) -> loss(setting));
    assertEquals(
        List.of("0+1", "1+0", "1+1", "2+0", "2+1", "3+0"),
        tallies.stream().map(t -> t.complete() + "+" + t.running()).toList());
  }
}
