// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.evenkeel.study.journal.Journal;
import org.evenkeel.study.objective.Evaluation;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Searches on a journal that are interrupted at any moment, in the middle of a write too. */
@Timeout(120)
class InterruptionTest {

  private static final int TIMES = 60;

  @Test
  void everyTrialIsPutBack(@TempDir Path folder) throws Exception {
    Random random = new Random(7);
    Path file = folder.resolve("study.log");
    for (int time = 0; time < TIMES; time++) {
      CountDownLatch begun = new CountDownLatch(1);
      int delay = random.nextInt(12_000);
      Thread here = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                try {
                  begun.await();
                  Thread.sleep(delay / 1000, delay % 1000 * 1000);
                } catch (InterruptedException e) {
                  return;
                }
                here.interrupt();
              });
      interrupter.start();
      Ending ending =
          Toys.search(1_000_000, 1, 2, 3)
              .run(
                  Journal.open(file, null),
                  (setting, seed, monitor) -> {
                    for (int step = 1; step <= 4; step++) {
                      monitor.report(step, (double) seed);
                    }
                    return Toys.evaluate(setting, seed);
                  },
                  2,
                  tally -> begun.countDown());
      assertEquals(Ending.INTERRUPTED, ending);
      interrupter.join();
      assertFalse(Thread.interrupted());
      List<Trial> trials = Journal.open(file, null).trials();
      assertTrue(
          trials.stream()
              .allMatch(t -> t.state() == TrialState.COMPLETE || t.state() == TrialState.WAITING),
          () -> "" + trials);
    }
    int begun = Journal.open(file, null).trials().size();
    Toys.Calls calls =
        new Toys.Calls((s, seed, m) -> Evaluation.of(Toys.value(s.number("x"), seed)));
    Toys.search(begun, 1, 2, 3).run(Journal.open(file, null), calls, 2, Progress.SILENT);
    Tally tally = Tally.of(Journal.open(file, null).trials());
    assertEquals(begun, tally.complete());
    System.out.printf(
        "after %d interruptions: %d trials, %d evaluations left to do%n",
        TIMES, begun, calls.all().size());
    assertTrue(calls.all().size() <= 2 * 3);
  }
}
