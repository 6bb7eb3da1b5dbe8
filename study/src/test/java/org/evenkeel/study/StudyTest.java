// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.search.Ending;
import org.evenkeel.study.search.Tally;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
  void aMaximumIsKeptAsItsValueAndGoesOn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("own.study");
    Loss value =
        (setting, monitor) -> {
          monitor.note("colour", new JsonPrimitive("red"));
          monitor.worked(7);
          monitor.report(1, setting.number("x") / 2);
          return setting.number("x");
        };
    Study study = STUDY.withJournal(file);
    Minimum found = study.maximize(value);
    double highest =
        found.trials().stream().mapToDouble(trial -> loss(trial.setting())).max().orElseThrow();
    assertEquals(highest, found.value().orElseThrow());
    assertEquals(-highest, found.best().orElseThrow().mean());
    for (Trial trial : found.trials()) {
      assertEquals("red", trial.attributes().get("colour").getAsString());
      assertEquals(7, TrialNotes.steps(trial));
      assertEquals(-loss(trial.setting()) / 2, trial.intermediate().get(1));
    }
    String written = Files.readString(file);
    assertTrue(written.contains("\"directions\":[2]"), written);
    assertTrue(written.contains("\"values\":[" + highest + "]"), written);
    Minimum more = study.withTrials(6).maximize(value);
    assertEquals(6, more.trials().size());
    assertEquals(found.trials().get(2), more.trials().get(2));
    assertTrue(more.toString().startsWith("%.4g at".formatted(more.value().orElseThrow())));
    assertEquals(
        "the study \"own\" maximizes its value; call maximize, or give another journal",
        assertThrows(IllegalArgumentException.class, () -> study.minimize(value)).getMessage());
    // A target is a value too.
    Minimum target = study.withBudget(new Budget(50, null, highest)).maximize(value);
    assertEquals(Ending.TARGET, target.ending());
  }

  @Test
  void aMaximumThatAnEarlierVersionKeptAsItsNegativeGoesOn(@TempDir Path folder) {
    Path file = folder.resolve("own.study");
    STUDY.withJournal(file).minimize((setting, monitor) -> -loss(setting));
    Minimum more =
        STUDY.withJournal(file).withTrials(5).maximize((setting, monitor) -> loss(setting));
    assertEquals(5, more.trials().size());
    for (Trial trial : more.trials()) {
      assertEquals(-loss(trial.setting()), trial.value());
    }
    assertEquals(
        more.trials().stream().mapToDouble(trial -> loss(trial.setting())).max().orElseThrow(),
        more.value().orElseThrow());
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
