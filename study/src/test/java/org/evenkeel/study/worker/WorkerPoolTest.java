// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.objective.Evaluation.Outcome;
import org.evenkeel.study.space.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pools of real processes. */
@Timeout(120)
class WorkerPoolTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  /** What an evaluation ends with whose worker does. */
  private static final Outcome ENDED = Outcome.CRASHED;

  private static WorkerPool pool(int workers) {
    return new WorkerPool(ToyWorker.command(), Map.of(), ToyWorker.plan("toys"), workers, LONG);
  }

  private static Setting quadratic(double x) {
    return ToyWorker.toy("quadratic").with("x", x);
  }

  private static void assertGone(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
    assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aWarmWorkerIsUsedAgain() throws Exception {
    List<ProcessHandle> before;
    try (WorkerPool pool = pool(1)) {
      before = pool.processes();
      assertEquals(Evaluation.of(4 + 7), pool.evaluate(quadratic(1), 7, new Heard()));
      assertEquals(Evaluation.of(1), pool.evaluate(quadratic(4), 0, new Heard()));
      assertEquals(1, before.size());
      assertEquals(before, pool.processes());
    }
    assertGone(before);
  }

  @Test
  void valuesKeepTheirKinds() throws Exception {
    try (WorkerPool pool = pool(1)) {
      Setting setting =
          ToyWorker.toy("kinds")
              .with("a", 1.0)
              .with("b", Long.MIN_VALUE)
              .with("c", true)
              .with("d", "1")
              .with("e", 0.1 + 0.2)
              .with("f", 1e-300)
              .with("g", "\"é\n");
      assertEquals(
          "[String kinds, Double 1.0, Long -9223372036854775808, Boolean true, String 1,"
              + " Double 0.30000000000000004, Double 1.0E-300, String \"é\n]",
          pool.evaluate(setting, 0, new Heard()).message());
    }
  }

  @Test
  void stepsAreAnswered() throws Exception {
    try (WorkerPool pool = pool(1)) {
      Heard all = new Heard();
      assertEquals(Evaluation.of(0.2), pool.evaluate(ToyWorker.toy("steps"), 0, all));
      assertEquals(List.of("1 1.0", "2 NaN", "3 " + 1.0 / 3, "4 0.25", "5 0.2"), all.lines);
      assertEquals(50, all.units);
      Heard some = new Heard(step -> step < 3);
      assertEquals(Evaluation.pruned(), pool.evaluate(ToyWorker.toy("steps"), 0, some));
      assertEquals(3, some.lines.size());
      assertEquals(30, some.units);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // toy     | outcome  | a part of the message        | the worker lives
        "crash     | ended    | exit code 134; a library is out of luck | false",
        "garbage   | ended    | # {no JSON                   | false",
        "forged    | ended    | an unexpected message        | false",
        "memory    | ended    | exit code 1; java.lang.OutOfMemoryError | false",
        "hang      | ended    | was silent for 3.0 s         | false",
        "bad       | failed   | a toy is good: bad           | true",
        "bug       | failed   | IllegalStateException: two; lines | true",
        "diverges  | diverged |                              | true",
        "huge      | done     |                              | true",
      })
  void whatGoesWrongIsSaidOnce(String toy, String outcome, String message, boolean lives)
      throws Exception {
    try (WorkerPool pool =
        new WorkerPool(
            ToyWorker.command(),
            Map.of(),
            ToyWorker.plan("toys"),
            1,
            toy.equals("hang") ? Duration.ofSeconds(3) : LONG)) {
      pool.evaluate(quadratic(3), 0, new Heard());
      List<ProcessHandle> before = pool.processes();
      Heard heard = new Heard();
      Evaluation evaluation = pool.evaluate(ToyWorker.toy(toy), 0, heard);
      assertEquals(outcome.equals("ended") ? ENDED.label() : outcome, evaluation.outcome().label());
      if (message == null) {
        assertNull(evaluation.message());
      } else {
        assertTrue(evaluation.message().contains(message), evaluation.message());
        assertFalse(evaluation.message().contains("\n"), evaluation.message());
      }
      assertEquals(lives, before.equals(pool.processes()));
      if (!lives) {
        assertGone(before);
      }
      if (toy.equals("huge")) {
        assertEquals(1_000_000, heard.notes.get(0).getAsString().length());
      }
      assertEquals(Evaluation.of(1), pool.evaluate(quadratic(4), 0, new Heard()));
    }
  }

  @Test
  void aWorkerThatDiesIdleCostsNoEvaluation() throws Exception {
    try (WorkerPool pool = pool(1)) {
      pool.evaluate(quadratic(3), 0, new Heard());
      List<ProcessHandle> before = pool.processes();
      before.get(0).destroyForcibly();
      assertGone(before);
      assertEquals(Evaluation.of(1), pool.evaluate(quadratic(4), 0, new Heard()));
    }
  }

  @Test
  void aBadPlanIsRefusedForEver() {
    try (WorkerPool pool = WorkerPool.start(ToyWorker.command(), ToyWorker.plan("nothing"), 2)) {
      for (int i = 0; i < 3; i++) {
        IllegalArgumentException e =
            assertThrows(
                IllegalArgumentException.class, () -> pool.evaluate(quadratic(1), 0, new Heard()));
        assertEquals("a plan is of toys: nothing", e.getMessage());
      }
    }
  }

  @Test
  void workersThatCannotStartAreGivenUp() {
    IllegalStateException missing =
        assertThrows(
            IllegalStateException.class,
            () -> WorkerPool.start(List.of("no-such-java"), ToyWorker.plan("toys"), 2));
    assertTrue(missing.getMessage().startsWith("a worker cannot be started"));
    try (WorkerPool pool =
        WorkerPool.start(ToyWorker.command("stillborn"), ToyWorker.plan("toys"), 1)) {
      for (int i = 0; i < 2; i++) {
        IllegalStateException e =
            assertThrows(
                IllegalStateException.class, () -> pool.evaluate(quadratic(1), 0, new Heard()));
        assertEquals(
            "workers end before they are ready: worker ended with exit code 7; no luck",
            e.getMessage());
      }
    }
  }

  @Test
  void aMonitorThatThrowsEndsTheRun() throws Exception {
    List<ProcessHandle> before;
    try (WorkerPool pool = pool(1)) {
      pool.evaluate(quadratic(3), 0, new Heard());
      before = pool.processes();
      Heard full =
          new Heard(
              step -> {
                throw new IllegalStateException("disk full");
              });
      assertThrows(
          IllegalStateException.class, () -> pool.evaluate(ToyWorker.toy("steps"), 0, full));
      assertEquals(Evaluation.of(1), pool.evaluate(quadratic(4), 0, new Heard()));
    }
    assertGone(before);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void interruptionAndClosingEndARun(boolean interrupt) throws Exception {
    WorkerPool pool = pool(1);
    try (pool) {
      pool.evaluate(quadratic(3), 0, new Heard());
      List<ProcessHandle> before = pool.processes();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread search =
          new Thread(
              () -> {
                try {
                  pool.evaluate(ToyWorker.toy("hang"), 0, new Heard());
                } catch (Throwable e) {
                  thrown.set(e);
                }
              });
      search.start();
      Thread.sleep(200); // either before or in the run; both must end
      if (interrupt) {
        search.interrupt();
      } else {
        pool.close();
      }
      search.join(60_000);
      assertEquals(InterruptedException.class, thrown.get().getClass());
      assertGone(before);
    }
    assertTrue(
        pool.processes().isEmpty() || pool.processes().stream().noneMatch(ProcessHandle::isAlive));
    assertThrows(IllegalStateException.class, () -> pool.evaluate(quadratic(1), 0, new Heard()));
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.isAlive() && thread.getName().startsWith("worker-std")));
  }

  @Test
  void killedWorkersEndEachEvaluationOnce() throws Exception {
    Random random = new Random(5);
    ExecutorService search = Executors.newFixedThreadPool(2);
    List<Evaluation> evaluations = new ArrayList<>();
    List<ProcessHandle> last;
    int kills = 0;
    AtomicInteger done = new AtomicInteger();
    try (WorkerPool pool = pool(2)) {
      List<Future<Evaluation>> trials = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        trials.add(
            search.submit(
                () -> {
                  Evaluation evaluation =
                      pool.evaluate(ToyWorker.toy("sleep").with("ms", 100L), 0, new Heard());
                  if (evaluation.outcome() == Outcome.DONE) {
                    done.incrementAndGet();
                  }
                  return evaluation;
                }));
      }
      // Three workers that die at their start one after the other would end the pool, as they
      // should.
      // After three evaluations one has begun since the last kill, so a worker was ready between.
      int allowed = 0;
      while (trials.stream().anyMatch(trial -> !trial.isDone())) {
        Thread.sleep(random.nextInt(150));
        List<ProcessHandle> victims = pool.processes();
        if (!victims.isEmpty()
            && done.get() >= allowed
            && victims.get(random.nextInt(victims.size())).destroyForcibly()) {
          kills++;
          allowed = done.get() + 3;
        }
      }
      for (Future<Evaluation> trial : trials) {
        evaluations.add(trial.get(60, TimeUnit.SECONDS));
      }
      last = pool.processes();
    } finally {
      search.shutdownNow();
    }
    assertEquals(40, evaluations.size());
    int failed = 0;
    for (Evaluation evaluation : evaluations) {
      if (evaluation.outcome() == ENDED) {
        failed++;
        assertTrue(evaluation.message().contains("exit code 137"), evaluation.message());
      } else {
        assertEquals(Evaluation.of(0.5), evaluation);
      }
    }
    assertTrue(failed > 0 && failed <= kills, failed + " of " + kills);
    assertGone(last);
  }

  @Test
  void noWorkerOutlivesAKilledParent() throws Exception {
    Process parent = new ProcessBuilder(ToyWorker.command("parent")).start();
    List<ProcessHandle> children = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); !line.equals("all"); line = lines.readLine()) {
        children.add(ProcessHandle.of(Long.parseLong(line)).orElseThrow());
      }
      Thread.sleep(1000); // so that they are at it
      assertEquals(2, children.stream().filter(ProcessHandle::isAlive).count());
    } finally {
      parent.destroyForcibly();
      parent.waitFor();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (children.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** A signal to the whole process group may reach a worker before it has begun to serve. */
  @Test
  void aWorkerThatStartsWhileItsProcessEndsIsSilent() throws Exception {
    Process process = new ProcessBuilder(ToyWorker.command("late")).start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(
        "", new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    assertEquals(0, process.exitValue());
  }
}
