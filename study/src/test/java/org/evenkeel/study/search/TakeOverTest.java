// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import static org.evenkeel.study.search.Toys.search;
import static org.evenkeel.study.search.Toys.seeds;
import static org.evenkeel.study.search.Toys.x;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.File;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Objective;
import org.evenkeel.study.pruner.Pruner;
import org.evenkeel.study.pruner.RacePruner;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialOwner;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trials that were put back, and trials whose process died. */
@Timeout(60)
class TakeOverTest {

  private final Journal storage = Journal.inMemory();

  private Trial trial(int number) {
    return storage.trials().get(number);
  }

  /** Runs a search, and interrupts it as soon as an evaluation says so. */
  private Ending interrupted(Search search, int workers, CountDownLatch when, Objective objective)
      throws Exception {
    Thread here = Thread.currentThread();
    AtomicBoolean said = new AtomicBoolean();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                said.set(when.await(30, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                return;
              }
              here.interrupt();
            });
    interrupter.start();
    Ending ending = search.run(storage, objective, workers, Progress.SILENT);
    assertFalse(Thread.interrupted(), "what INTERRUPTED tells is told once");
    interrupter.join();
    assertTrue(said.get());
    return ending;
  }

  @Test
  void anInterruptedTrialIsFinishedByTheNextRun() throws Exception {
    Search search = search(3, 1, 2, 3);
    CountDownLatch there = new CountDownLatch(1);
    Ending ending =
        interrupted(
            search,
            1,
            there,
            (setting, seed, monitor) -> {
              monitor.worked(10);
              monitor.report(1, 0.5);
              if (storage.trials().size() == 2 && seed == 3) {
                there.countDown();
                Thread.sleep(60_000);
              }
              return Toys.evaluate(setting, seed);
            });
    assertEquals(Ending.INTERRUPTED, ending);
    assertEquals(2, storage.trials().size());
    assertEquals(TrialState.WAITING, trial(1).state());
    assertEquals("{}", trial(1).attributes().get(TrialNotes.OWNER).toString());
    assertEquals(2, TrialNotes.values(trial(1)).size());
    assertEquals(20, TrialNotes.steps(trial(1)));

    Toys.Calls calls = new Toys.Calls();
    double x = trial(1).setting().number("x");
    assertEquals(Ending.TRIALS, search.run(storage, calls, 1, Progress.SILENT));
    assertEquals(3, Tally.of(storage.trials()).complete());
    assertEquals(4, calls.all().size());
    assertEquals(Toys.Calls.call(x, 3), calls.all().get(0), "the others were done");
    Journal without = Journal.inMemory();
    search.run(without, new Toys.Calls(), 1, Progress.SILENT);
    for (int i = 0; i < 3; i++) {
      assertEquals(without.trials().get(i).setting(), trial(i).setting());
      assertEquals(without.trials().get(i).value(), trial(i).value());
    }
  }

  @Test
  void anObjectiveThatDoesNotHeedInterruptionEndsItsSeedAndNoMore() throws Exception {
    CountDownLatch there = new CountDownLatch(2);
    Ending ending =
        interrupted(
            search(10, 1, 2),
            2,
            there,
            (setting, seed, monitor) -> {
              there.countDown();
              while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
              return Toys.evaluate(setting, seed);
            });
    assertEquals(Ending.INTERRUPTED, ending);
    assertEquals(2, storage.trials().size());
    for (Trial trial : storage.trials()) {
      assertEquals(TrialState.WAITING, trial.state());
      assertEquals(1, TrialNotes.values(trial).size());
    }
  }

  @Test
  void whatVanishedBeforeTheInterruptionHasVanished() throws Exception {
    Search search = search(1, 1, 2);
    CountDownLatch there = new CountDownLatch(1);
    interrupted(
        search,
        1,
        there,
        (setting, seed, monitor) -> {
          if (seed == 2) {
            there.countDown();
            Thread.sleep(60_000);
          }
          return new Evaluation(Evaluation.Outcome.VANISHED, 1.0, null);
        });
    search.run(storage, new Toys.Calls(), 1, Progress.SILENT);
    assertEquals(TrialState.COMPLETE, trial(0).state());
    assertEquals("vanished", TrialNotes.outcome(trial(0)));
  }

  @Test
  void onlySeedsOfTheSearchCount() {
    storage.exclusively(
        change -> {
          change.create(Toys.SPACE, x(0.5), TrialState.WAITING);
          change.note(
              0, TrialNotes.VALUES, JsonParser.parseString("{\"1\": 3, \"2\": 5, \"a\": []}"));
          return null;
        });
    search(1, 2, 3).run(storage, (s, seed, m) -> Evaluation.of(7), 1, Progress.SILENT);
    assertEquals(6, trial(0).value());
  }

  /** A trial in the middle, with one seed done and more reported of the second. */
  private static void running(Journal storage, JsonElement owner) {
    storage.exclusively(
        change -> {
          int number = change.create(Toys.SPACE, x(0.25), TrialState.RUNNING);
          change.note(number, TrialNotes.VALUES, JsonParser.parseString("{\"1\": 5}"));
          change.note(number, TrialNotes.STEPS, new JsonPrimitive(10));
          change.report(number, 4, 5);
          change.report(number, 6, 5);
          if (owner != null) {
            change.note(number, TrialNotes.OWNER, owner);
          }
          return null;
        });
  }

  private static JsonElement owner(String host, long pid, long started) {
    return new TrialOwner(host, pid, started, "run").json();
  }

  private static void assertTaken(String what, JsonElement owner, boolean taken) {
    Journal storage = Journal.inMemory();
    running(storage, owner);
    Toys.Calls calls = new Toys.Calls();
    assertEquals(Ending.TRIALS, search(1, 1, 2).run(storage, calls, 1, Progress.SILENT), what);
    assertEquals(1, storage.trials().size(), what);
    Trial trial = storage.trials().get(0);
    assertEquals(taken ? List.of("0.25 with 2") : List.of(), calls.all(), what);
    assertEquals(taken ? TrialState.COMPLETE : TrialState.RUNNING, trial.state(), what);
    if (taken) {
      assertEquals((5 + Toys.value(0.25, 2)) / 2, trial.value(), what);
    }
  }

  private static Process process() throws Exception {
    return new ProcessBuilder(
            System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Toys.class.getName())
        .start();
  }

  @Test
  void theTrialsOfADeadProcessAreTakenOver() throws Exception {
    Process other = process();
    try {
      assertEquals('h', other.getInputStream().read());
      long started = other.info().startInstant().orElseThrow().toEpochMilli();
      JsonElement alive = owner(TrialOwner.HOST, other.pid(), started);
      assertTaken("a living process", alive, false);
      assertTaken(
          "a clock that was set by a second",
          owner(TrialOwner.HOST, other.pid(), started - 1000),
          false);
      assertTaken("nobody knows when it started", owner(TrialOwner.HOST, other.pid(), 0), false);
      assertTaken(
          "another process had that number",
          owner(TrialOwner.HOST, other.pid(), started - 3_600_000),
          true);
      other.destroyForcibly().waitFor();
      assertTaken("another machine", owner(TrialOwner.HOST + "2", other.pid(), started), false);
      assertTaken("a dead process", alive, true);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void runsOfThisProcessAreKnown() {
    TrialOwner here = TrialOwner.enter();
    assertTaken("a run that goes on", here.json(), false);
    here.leave();
    Stream.of(
            "{}",
            "7",
            "null",
            "{\"run\": \"a\"}",
            "{\"host\": \"a\", \"pid\": \"b\", \"started\": 1, \"run\": 1}",
            "{\"host\": {}, \"pid\": 1, \"started\": 1, \"run\": 1}")
        .forEach(json -> assertFalse(TrialOwner.gone(JsonParser.parseString(json)), json));
    assertFalse(TrialOwner.gone(null), "a trial of Optuna's");
    assertTrue(TrialOwner.gone(here.json()), "a run that is over");
    assertTrue(
        TrialOwner.gone(owner(here.host(), here.pid(), here.started())), "a run that never was");
    assertTrue(
        TrialOwner.gone(owner(here.host(), here.pid(), here.started() - 1)),
        "the process before in this container");
  }

  @Test
  void aTrialThatIsTakenOverIsJudgedAsItIs() {
    storage.exclusively(
        change -> {
          int best = change.create(Toys.SPACE, x(0.1), TrialState.RUNNING);
          change.report(best, 4, 0.1);
          change.report(best, 8, 0.1);
          change.state(best, TrialState.COMPLETE, 0.1);
          return null;
        });
    running(storage, owner(TrialOwner.HOST, ProcessHandle.current().pid(), 1));
    Pruner onlyOwnSteps =
        (trial, history) -> {
          assertTrue(trial.intermediate().lastKey() <= 5, () -> "" + trial.intermediate());
          return false;
        };
    search(Toys.script(), onlyOwnSteps.or(new RacePruner(4)), seeds(1, 2), 4, Budget.trials(2))
        .run(
            storage,
            (setting, seed, monitor) -> {
              assertTrue(monitor.report(1, 5));
              return Evaluation.of(5);
            },
            1,
            Progress.SILENT);
    assertEquals(TrialState.COMPLETE, trial(1).state());
  }

  @Test
  void anObjectiveThatCannotBeEvaluatedEndsTheSearch() {
    CountDownLatch both = new CountDownLatch(2);
    AtomicReference<Thread> other = new AtomicReference<>();
    IllegalArgumentException thrown = new IllegalArgumentException("a network has layers: none");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                search(10, 1)
                    .run(
                        storage,
                        (setting, seed, monitor) -> {
                          both.countDown();
                          both.await();
                          if (other.compareAndSet(null, Thread.currentThread())) {
                            Thread.sleep(60_000);
                          }
                          throw thrown;
                        },
                        2,
                        Progress.SILENT));
    assertSame(thrown, e);
    assertEquals(2, storage.trials().size());
    assertTrue(storage.trials().stream().allMatch(t -> t.state() == TrialState.WAITING));
    assertEquals(Ending.TRIALS, search(2, 1).run(storage, new Toys.Calls(), 2, Progress.SILENT));
    assertEquals(2, Tally.of(storage.trials()).complete());
  }

  @Test
  void anErrorPutsItsTrialBackToo() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                search(10, 1)
                    .run(
                        storage,
                        (setting, seed, monitor) -> {
                          throw new AssertionError("a bug");
                        },
                        1,
                        Progress.SILENT));
    assertEquals("a bug", e.getCause().getMessage());
    assertEquals(TrialState.WAITING, trial(0).state());
    assertThrows(
        IllegalStateException.class,
        () ->
            search(10, 1)
                .run(
                    storage,
                    new Toys.Calls(),
                    1,
                    tally -> {
                      throw new IllegalStateException("nowhere to tell");
                    }));
    assertEquals(TrialState.WAITING, trial(0).state());
  }
}
