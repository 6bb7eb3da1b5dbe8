// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import static org.evenkeel.study.search.Toys.search;
import static org.evenkeel.study.search.Toys.seeds;
import static org.evenkeel.study.search.Toys.x;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.sampler.Sampler;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.space.Space;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One search after the other, in memory. */
@Timeout(60)
class SearchTest {

  private final Journal storage = Journal.inMemory();

  private Ending run(Search search, Objective objective) {
    return search.run(storage, objective, 1, Progress.SILENT);
  }

  @Test
  void earlierTrialsCount() {
    assertEquals(Ending.TRIALS, run(search(3, 1), new Toys.Calls()));
    Toys.Calls calls = new Toys.Calls();
    assertEquals(Ending.TRIALS, run(search(5, 1), calls));
    assertEquals(5, storage.trials().size());
    assertEquals(2, calls.all().size());
    assertEquals(Ending.TRIALS, run(search(4, 1), calls));
    assertEquals(2, calls.all().size());
  }

  @Test
  void aTargetEndsTheSearch() {
    Search search =
        search(
            Toys.script(0.5, 0.4, 0.2, 0.3), Pruner.NEVER, seeds(0), 1, new Budget(0, null, 0.2));
    Toys.Calls calls = new Toys.Calls();
    assertEquals(Ending.TARGET, run(search, calls));
    assertEquals(3, calls.all().size());
    assertEquals(Ending.TARGET, run(search, calls), "it is reached already");
    assertEquals(3, calls.all().size());
  }

  @Test
  void timeEndsTheSearch() {
    Budget budget = new Budget(0, Duration.ofMillis(300), null);
    Search search = search(Sampler.RANDOM, Pruner.NEVER, seeds(1), 1, budget);
    Ending ending =
        search.run(
            storage,
            (setting, seed, monitor) -> {
              Thread.sleep(60_000);
              return Evaluation.of(1);
            },
            2,
            Progress.SILENT);
    assertEquals(Ending.TIME, ending);
    assertTrue(storage.trials().stream().allMatch(t -> t.state() == TrialState.WAITING));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          0,  -,    -,   'a search needs an end: 0 trials; give a number of trials, a time or a target'
          -1, PT1S, -,   'a search needs an end: -1 trials; give a number of trials, a time or a target'
          1,  PT0S, -,   the time of a search must be positive: PT0S
          0,  -,    NaN, a target must be a number: NaN; omit it for none
          """)
  void aBudgetEnds(int trials, Duration time, Double target, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> new Budget(trials, time, target))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({"'',4", "1 1,4", "1,0"})
  void aSearchHasSeedsAndSteps(String seeds, int steps) {
    List<Long> all =
        seeds.isEmpty()
            ? List.of()
            : List.of(seeds.split(" ")).stream().map(Long::valueOf).toList();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Search(Toys.SPACE, Sampler.RANDOM, Pruner.NEVER, all, steps, 1, Budget.trials(1)));
  }

  @Test
  void whoGetsNothingMoreLetsOthersFinish() {
    CountDownLatch asked = new CountDownLatch(1);
    Search search =
        search(
            (space, history, number, random) -> {
              if (number == 3) {
                asked.countDown();
                return null;
              }
              return x(0.1 * number);
            },
            Pruner.NEVER,
            seeds(1, 2),
            1,
            Budget.trials(100));
    Ending ending =
        search.run(
            storage,
            (setting, seed, monitor) -> {
              if (setting.number("x") == 0.2 && !asked.await(30, TimeUnit.SECONDS)) {
                return Evaluation.failed("nobody asked");
              }
              return Evaluation.of(1);
            },
            2,
            Progress.SILENT);
    assertEquals(Ending.EXHAUSTED, ending);
    assertEquals(3, Tally.of(storage.trials()).complete());
  }

  @Test
  void theSameSeedGivesTheSameStudy() {
    List<Object> first = settingsAndValues(1, 20);
    assertEquals(first, settingsAndValues(1, 20));
    // A random sampler does not look at other trials: so settings are the same too.
    assertEquals(first, settingsAndValues(2, 20));
    assertEquals(20, first.stream().distinct().count());
  }

  private static List<Object> settingsAndValues(int workers, int trials) {
    Journal storage = Journal.inMemory();
    search(trials, 1, 2, 3)
        .run(
            storage,
            (setting, seed, monitor) -> {
              Thread.sleep(seed);
              return Toys.evaluate(setting, seed);
            },
            workers,
            Progress.SILENT);
    return storage.trials().stream()
        .map(t -> (Object) List.of(t.number(), t.setting(), t.value(), TrialNotes.values(t)))
        .toList();
  }

  @Test
  void neverMoreTrialsThanTheBudget() {
    for (int round = 0; round < 20; round++) {
      Journal one = Journal.inMemory();
      Toys.Calls calls = new Toys.Calls();
      List<Tally> tallies = new ArrayList<>();
      Ending ending =
          search(37, 1, 2)
              .run(
                  one,
                  calls,
                  4,
                  tally -> {
                    synchronized (tallies) {
                      tallies.add(tally);
                    }
                  });
      assertEquals(Ending.TRIALS, ending);
      assertEquals(37, one.trials().size());
      assertEquals(37, Tally.of(one.trials()).complete());
      assertEquals(2 * 37, calls.sorted().stream().distinct().count());
      assertEquals(2 * 37, calls.all().size());
      assertEquals(2 * 37, tallies.size(), "told of each beginning and each end");
      assertTrue(tallies.stream().allMatch(tally -> tally.running() <= 4));
    }
  }

  @Test
  void whatWaitsIsDoneFirstIfItIsOfTheSpace() {
    storage.exclusively(
        change -> {
          change.create(Space.parse("y=0..1"), Setting.empty().with("y", 0.5), TrialState.WAITING);
          change.create(Space.parse("x=0..9"), x(5), TrialState.WAITING);
          return change.create(Toys.SPACE, x(0.25), TrialState.WAITING);
        });
    Toys.Calls calls = new Toys.Calls();
    assertEquals(Ending.TRIALS, run(search(4, 1), calls));
    assertEquals("0.25 with 1", calls.all().get(0));
    assertEquals(
        List.of(TrialState.WAITING, TrialState.WAITING, TrialState.COMPLETE, TrialState.COMPLETE),
        storage.trials().stream().map(Trial::state).toList());
  }

  @Test
  void aTallyCounts() {
    Outcome[] outcomes = Outcome.values();
    run(
        search(Pruner.NEVER, seeds(1), 1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
        (setting, seed, monitor) -> {
          monitor.worked(2);
          Outcome outcome = outcomes[(int) Math.round(setting.number("x") * 10) - 1];
          Double value = Map.of(Outcome.DONE, 5.0, Outcome.VANISHED, 4.0).get(outcome);
          return new Evaluation(outcome, value, "");
        });
    Tally tally = Tally.of(storage.trials());
    assertEquals(new Tally(2, 2, 1, 2, 0, 8 * 2, 4.0), tally, "a crash is work twice");
    assertEquals(7, tally.finished());
  }
}
