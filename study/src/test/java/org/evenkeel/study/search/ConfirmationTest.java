// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import static org.evenkeel.study.search.Toys.seeds;
import static org.evenkeel.study.search.Toys.x;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.space.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ConfirmationTest {

  private static final List<Setting> TWO = List.of(x(0.25), x(0.75));

  private final Journal storage = Journal.inMemory();

  private Confirmation confirm(Objective objective, List<Long> seeds, int workers) {
    return Confirmation.of(storage, objective, TWO, seeds, workers, null, () -> {});
  }

  @Test
  void eachPairIsEvaluatedOnce() {
    Toys.Calls calls = new Toys.Calls();
    AtomicInteger told = new AtomicInteger();
    Confirmation first =
        Confirmation.of(storage, calls, TWO, seeds(8, 7), 1, null, told::incrementAndGet);
    assertEquals(List.of("0.25 with 8", "0.75 with 8", "0.25 with 7", "0.75 with 7"), calls.all());
    assertEquals(4, told.get());
    assertEquals(Map.of(7L, Toys.value(0.75, 7), 8L, Toys.value(0.75, 8)), first.of(x(0.75)));
    assertEquals(Map.of(), first.of(x(0.5)));
    assertEquals(
        "[{\"params\":{\"x\":0.25},\"values\":{\"8\":0.3671875,\"7\":0.2587890625}},"
            + "{\"params\":{\"x\":0.75},\"values\":{\"8\":0.8671875,\"7\":0.7587890625}}]",
        storage.attributes().get(Confirmation.NOTE).toString());

    assertEquals(first, Confirmation.of(storage, calls, TWO, seeds(8, 7), 2, null, () -> {}));
    assertEquals(4, calls.all().size());

    Confirmation more = confirm(calls, seeds(7, 9), 2);
    assertEquals(6, calls.all().size());
    assertEquals(List.of(7L, 9L), List.copyOf(more.of(x(0.25)).keySet()), "not seed 8");
  }

  @Test
  void aJournalKeepsThem(@TempDir Path folder) {
    Path file = folder.resolve("study.log");
    Toys.Calls calls = new Toys.Calls((s, seed, m) -> Evaluation.of(seed == 1 ? 0.1 : Double.NaN));
    Confirmation first =
        Confirmation.of(Journal.open(file, null), calls, TWO, seeds(1, 2), 2, null, () -> {});
    assertEquals(
        first,
        Confirmation.of(Journal.open(file, null), calls, TWO, seeds(1, 2), 2, null, () -> {}));
    assertEquals(4, calls.all().size());
    assertEquals(Map.of(1L, 0.1, 2L, Double.NaN), first.of(x(0.25)));
  }

  @Test
  void theSameSettingTwiceIsEvaluatedOnce() {
    Toys.Calls calls = new Toys.Calls();
    Confirmation both =
        Confirmation.of(storage, calls, List.of(x(0.5), x(0.5)), seeds(1), 2, null, () -> {});
    assertEquals(1, calls.all().size());
    assertEquals(both.values().get(0), both.values().get(1));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          DONE,     0.5, 0.5, 1
          VANISHED, 0.5, 0.5, 1
          DONE,     NaN, NaN, 1
          DIVERGED, -,   NaN, 1
          INFEASIBLE, -, NaN, 1
          FAILED,   -,   -,   2
          CRASHED,  -,   -,   4
          """)
  void whatSaysNothingIsTriedNextTime(
      Outcome outcome, Double value, Double expected, int evaluations) {
    Toys.Calls calls = new Toys.Calls((s, seed, m) -> new Evaluation(outcome, value, null));
    for (int run = 0; run < 2; run++) {
      Confirmation known =
          Confirmation.of(storage, calls, List.of(x(0.5)), seeds(1), 1, null, () -> {});
      assertEquals(expected == null ? Map.of() : Map.of(1L, expected), known.of(x(0.5)));
    }
    assertEquals(evaluations, calls.all().size());
  }

  @Test
  void oneCrashIsForgiven() {
    AtomicInteger count = new AtomicInteger();
    Confirmation known =
        confirm(
            (s, seed, m) ->
                count.incrementAndGet() == 1
                    ? Evaluation.crashed(null)
                    : Evaluation.of((double) seed),
            seeds(3),
            1);
    assertEquals(3, count.get());
    assertEquals(List.of(Map.of(3L, 3.0), Map.of(3L, 3.0)), known.values());
  }

  /** Three pairs are quick, the fourth has no end. */
  private static Objective endless(CountDownLatch there) {
    AtomicInteger count = new AtomicInteger();
    return (setting, seed, monitor) -> {
      if (count.incrementAndGet() == 4) {
        there.countDown();
        Thread.sleep(60_000);
      }
      return Toys.evaluate(setting, seed);
    };
  }

  @Test
  void timeIsLimited() {
    Confirmation known =
        Confirmation.of(
            storage,
            endless(new CountDownLatch(1)),
            TWO,
            seeds(1, 2),
            1,
            Duration.ofSeconds(3),
            () -> {});
    assertEquals(2, known.of(x(0.25)).size());
    assertEquals(1, known.of(x(0.75)).size());
    assertFalse(Thread.interrupted());
    Toys.Calls calls = new Toys.Calls();
    confirm(calls, seeds(1, 2), 1);
    assertEquals(List.of("0.75 with 2"), calls.all());
  }

  @Test
  void anInterruptionLeavesWhatIsKnown(@TempDir Path folder) throws Exception {
    Journal journal = Journal.open(folder.resolve("study.log"), null);
    Thread here = Thread.currentThread();
    CountDownLatch there = new CountDownLatch(1);
    Thread interrupter =
        new Thread(
            () -> {
              try {
                if (there.await(30, TimeUnit.SECONDS)) {
                  here.interrupt();
                }
              } catch (InterruptedException e) {
                // The test is over.
              }
            });
    interrupter.start();
    Confirmation known =
        Confirmation.of(journal, endless(there), TWO, seeds(1, 2), 1, null, () -> {});
    assertTrue(Thread.interrupted(), "the caller is told");
    assertEquals(2, known.of(x(0.25)).size());
    assertEquals(1, known.of(x(0.75)).size());
    interrupter.join();
  }

  @Test
  void anObjectiveThatIsClosedLeavesWhatIsKnown() {
    Confirmation known =
        confirm(
            (setting, seed, monitor) -> {
              if (seed == 2) {
                throw new InterruptedException("closed");
              }
              return Evaluation.of(1);
            },
            seeds(1, 2),
            1);
    assertTrue(Thread.interrupted());
    assertEquals(List.of(Map.of(1L, 1.0), Map.of(1L, 1.0)), known.values());
  }

  @Test
  void anObjectiveThatCannotBeEvaluatedLeavesNoThreads() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    IllegalArgumentException thrown = new IllegalArgumentException("a network has layers: none");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                confirm(
                    (setting, seed, monitor) -> {
                      thread.set(Thread.currentThread());
                      throw thrown;
                    },
                    seeds(1, 2),
                    1));
    assertSame(thrown, e);
    thread.get().join(30_000);
    assertFalse(thread.get().isAlive());
    assertThrows(IllegalArgumentException.class, () -> confirm(new Toys.Calls(), seeds(1), 0));
  }
}
