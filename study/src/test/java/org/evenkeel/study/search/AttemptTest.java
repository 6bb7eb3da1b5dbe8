// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import static org.evenkeel.study.search.Toys.search;
import static org.evenkeel.study.search.Toys.seeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.objective.Monitor;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.DivergencePruner;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.pruner.RacePruner;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One trial: its seeds and steps, its outcome, and second attempts. */
@Timeout(60)
class AttemptTest {

  private final Journal storage = Journal.inMemory();

  private Ending run(Search search, Objective objective) {
    return search.run(storage, objective, 1, Progress.SILENT);
  }

  private Trial trial(int number) {
    return storage.trials().get(number);
  }

  @Test
  void theValueIsTheMeanOverSeeds() {
    Toys.Calls calls =
        new Toys.Calls(
            (setting, seed, monitor) -> {
              monitor.worked(3);
              monitor.worked(10);
              monitor.note("hint", new JsonPrimitive("seed " + seed));
              return Evaluation.of(setting.number("x") + seed);
            });
    assertEquals(Ending.EXHAUSTED, run(search(Pruner.NEVER, seeds(7, 3, 5), 4, 0.5), calls));
    Trial trial = trial(0);
    assertEquals(TrialState.COMPLETE, trial.state());
    assertEquals(5.5, trial.value());
    assertEquals(List.of("0.5 with 7", "0.5 with 3", "0.5 with 5"), calls.all());
    assertEquals("[7,3,5]", trial.attributes().get(TrialNotes.SEEDS).toString());
    assertEquals(
        "{\"3\":3.5,\"5\":5.5,\"7\":7.5}", trial.attributes().get(TrialNotes.VALUES).toString());
    assertEquals(Map.of(3L, 3.5, 5L, 5.5, 7L, 7.5), TrialNotes.values(trial));
    assertEquals("\"seed 5\"", trial.attributes().get("hint").toString());
    assertEquals("done", TrialNotes.outcome(trial));
    assertEquals("", TrialNotes.message(trial));
    assertEquals(30, TrialNotes.steps(trial));
  }

  /** The last step of a seed carries its value, which need not be what was reported last. */
  private static Evaluation report(long seed, int steps, Monitor m) {
    for (int step = 1; step <= steps; step++) {
      if (!m.report(step, 10.0 * seed + step)) {
        return Evaluation.pruned();
      }
    }
    return Evaluation.of(100.0 * seed);
  }

  @Test
  void aStepIsAMomentOfASeed() {
    run(
        search(Pruner.NEVER, seeds(1, 2), 3, 0.5),
        (setting, seed, monitor) -> report(seed, 3, monitor));
    assertEquals(
        Map.of(1, 11.0, 2, 12.0, 3, 100.0, 4, 21.0, 5, 22.0, 6, 200.0), trial(0).intermediate());
  }

  @Test
  void aTrialIsGivenUpWithinASeed() {
    List<Integer> asked = new ArrayList<>();
    Pruner pruner =
        (trial, history) -> {
          asked.add(trial.intermediate().lastKey());
          return trial.intermediate().lastKey() == 5;
        };
    Toys.Calls calls = new Toys.Calls((setting, seed, monitor) -> report(seed, 3, monitor));
    run(search(pruner, seeds(1, 2, 3), 3, 0.5), calls);
    assertEquals(TrialState.PRUNED, trial(0).state());
    assertEquals(22.0, trial(0).value(), "the last report");
    assertEquals("pruned", TrialNotes.outcome(trial(0)));
    assertEquals(Map.of(1L, 100.0), TrialNotes.values(trial(0)));
    assertEquals(List.of(1, 2, 3, 4, 5), asked, "once at the end of a seed");
    assertEquals(2, calls.all().size());
  }

  @Test
  void aTrialThatIsAtItsEndIsNotGivenUp() {
    run(
        search((trial, history) -> trial.intermediate().lastKey() >= 6, seeds(1, 2), 3, 0.5),
        (setting, seed, monitor) -> report(seed, 3, monitor));
    assertEquals(TrialState.COMPLETE, trial(0).state());
  }

  @Test
  void aTrialIsGivenUpAfterASeed() {
    Toys.Calls calls = new Toys.Calls();
    run(search(new RacePruner(4), seeds(1, 2, 3), 4, 0.2, 0.9, 0.21, 0.1), calls);
    assertEquals(
        List.of(TrialState.COMPLETE, TrialState.PRUNED, TrialState.COMPLETE, TrialState.COMPLETE),
        storage.trials().stream().map(Trial::state).toList());
    assertEquals(Toys.value(0.9, 1), trial(1).value());
    assertEquals("after 1 of 3 seeds", TrialNotes.message(trial(1)));
    assertEquals("pruned", TrialNotes.outcome(trial(1)));
    assertEquals(Map.of(1L, Toys.value(0.9, 1)), TrialNotes.values(trial(1)));
    assertEquals(3 + 1 + 3 + 3, calls.all().size());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          DONE,     0.5, COMPLETE, 0.5, done
          VANISHED, 0.5, COMPLETE, 0.5, vanished
          DONE,     NaN, PRUNED,   7,   diverged
          DONE,     -,   PRUNED,   7,   diverged
          VANISHED, -,   PRUNED,   7,   diverged
          DIVERGED, -,   PRUNED,   7,   diverged
          DIVERGED, 0.5, PRUNED,   7,   diverged
          INFEASIBLE, -, PRUNED,   7,   hopeless
          PRUNED,   -,   PRUNED,   7,   pruned
          FAILED,   -,   FAIL,     -,   failed
          CRASHED,  -,   FAIL,     -,   crashed
          CRASHED,  0.5, FAIL,     -,   crashed
          """)
  void anOutcomeIsAState(
      Outcome outcome, Double value, TrialState state, Double expected, String noted) {
    Toys.Calls calls =
        new Toys.Calls(
            (setting, seed, monitor) -> {
              monitor.report(2, 7);
              return new Evaluation(outcome, value, "a line");
            });
    run(search(Pruner.NEVER, seeds(1, 2), 4, 0.5), calls);
    assertEquals(state, trial(0).state());
    assertEquals(expected, trial(0).value());
    assertEquals(noted, TrialNotes.outcome(trial(0)));
    assertEquals(state == TrialState.COMPLETE ? "" : "a line", TrialNotes.message(trial(0)));
    boolean once = state != TrialState.COMPLETE && outcome != Outcome.CRASHED;
    assertEquals(once ? 1 : 2, calls.all().size());
  }

  @Test
  void whatVanishedOnceHasVanished() {
    run(
        search(Pruner.NEVER, seeds(1, 2), 4, 0.5),
        (setting, seed, monitor) ->
            seed == 1 ? new Evaluation(Outcome.VANISHED, 2.0, null) : Evaluation.of(1));
    assertEquals("vanished", TrialNotes.outcome(trial(0)));
    assertEquals(1.5, trial(0).value());
  }

  @ParameterizedTest
  @CsvSource({
    "1,   COMPLETE, 1, 4", // call 1 crashes, and is done once more
    "3,   COMPLETE, 1, 4",
    "1 2, FAIL,     2, 2",
    "1 3, FAIL,     2, 3", // a worker that dies of one seed and then of another
  })
  void aCrashIsTriedOnceMore(String crash, TrialState state, int crashes, int evaluations) {
    AtomicInteger count = new AtomicInteger();
    List<String> which = List.of(crash.split(" "));
    run(
        search(Pruner.NEVER, seeds(1, 2, 3), 4, 0.5),
        (setting, seed, monitor) -> {
          monitor.worked(10);
          return which.contains(Integer.toString(count.incrementAndGet()))
              ? Evaluation.crashed("out of memory")
              : Toys.evaluate(setting, seed);
        });
    assertEquals(state, trial(0).state());
    assertEquals(evaluations, count.get());
    assertEquals(crashes, TrialNotes.crashes(trial(0)));
    assertEquals(
        10L * evaluations, TrialNotes.steps(trial(0)), "work that was in vain is work too");
    assertEquals(state == TrialState.FAIL ? "out of memory" : "", TrialNotes.message(trial(0)));
  }

  /** What was reported before the crash is not what the second attempt is judged by. */
  @Test
  void aSecondAttemptIsJudgedByItsOwnReports() {
    List<Integer> asked = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    run(
        search((trial, history) -> !asked.add(trial.intermediate().lastKey()), seeds(1), 4, 0.5),
        (setting, seed, monitor) -> {
          report(seed, 3, monitor);
          return count.incrementAndGet() == 1 ? Evaluation.crashed(null) : Evaluation.of(1);
        });
    assertEquals(List.of(1, 2, 3, 1, 2, 3), asked);
    assertEquals(TrialState.COMPLETE, trial(0).state());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aReportThatIsNotFiniteIsSeenByThePrunerAndNotKept(double value) {
    run(
        search(
            new DivergencePruner(Double.POSITIVE_INFINITY).or(new RacePruner(4)), seeds(1), 4, 0.5),
        (setting, seed, monitor) ->
            monitor.report(1, value) ? Evaluation.of(1) : Evaluation.pruned());
    assertEquals(TrialState.PRUNED, trial(0).state());
    assertNull(trial(0).value());
    assertEquals(Map.of(), trial(0).intermediate());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5})
  void aStepOutOfRangeIsAnError(int step) {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                run(
                    search(1, 1),
                    (setting, seed, monitor) -> {
                      monitor.report(step, 1);
                      return Evaluation.of(1);
                    }));
    assertEquals("an evaluation may report steps from 1 to 4, not " + step, e.getMessage());
    assertEquals(TrialState.WAITING, trial(0).state());
  }
}
