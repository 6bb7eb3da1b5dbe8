// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.engine.Memory;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.trial.Trial;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies and trainings from Java. */
class TuningTest {

  private static final Experiment SMALL =
      Experiment.of(
              new NetworkSource.Perceptron(null, 16, 3, "relu"),
              DataSource.of("digits").withExamples(400))
          .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));

  private static final StudyPlan PLAN =
      StudyPlan.of(SMALL, "multiplier=log:0.5..2,learningRate=log:1e-3..0.1").withSeeds(2, 2);

  @TempDir Path folder;

  /** Trials in this process and in workers are the same trials. */
  @Test
  void workersGiveTheValuesOfThisProcess() {
    List<Double> here = values(PLAN.run(Budget.trials(3)).trials());
    try (Tuning tuning = Tuning.inMemory(PLAN).withWorkers(1)) {
      tuning.search(Budget.trials(3), ProgressListener.NONE);
      assertEquals(here.subList(0, 3), values(tuning.trials()));
    }
  }

  private static List<Double> values(List<Trial> trials) {
    return trials.stream().map(Trial::value).toList();
  }

  @Test
  void aStudyOnDiskIsResumedByItsOwnPlanAlone() {
    Path file = folder.resolve("study.jsonl");
    try (Tuning tuning = Tuning.onDisk(file, null, PLAN)) {
      tuning.search(Budget.trials(2), ProgressListener.NONE);
    }
    try (Tuning tuning = Tuning.onDisk(file, null, PLAN)) {
      tuning.search(Budget.trials(3), ProgressListener.NONE);
      assertEquals(3, tuning.trials().size());
    }
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tuning.onDisk(file, null, PLAN.withSeeds(3, 2)).close());
    assertTrue(e.getMessage().contains("different options"), e.getMessage());
    StudyResult read = (StudyResult) ResultFile.read(file, null, StudyPlan::read);
    assertEquals(3, read.trials().size());
    assertEquals(List.of(), read.finalists().arguments(), "no command line began it");
  }

  /** Memory for one worker and not for two. */
  @Test
  void aStudyThatNeedsMoreMemoryIsNotCreated() {
    Assumptions.assumeTrue(
        Runtime.getRuntime().availableProcessors() > 1, "workers are bounded by processors");
    int width = (int) Math.sqrt(0.6 * Memory.available() / 8);
    StudyPlan large =
        StudyPlan.of(
                SMALL.withNetwork(new NetworkSource.Perceptron(null, width, 2, "relu")),
                "multiplier=log:0.5..2")
            .withSeeds(2, 2);
    Path file = folder.resolve("study.jsonl");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Tuning.onDisk(file, null, large, true, 2, StudyPlan::read).close())
            .getMessage();
    assertTrue(message.contains("for 2 workers"), message);
    assertArrayEquals(new String[0], folder.toFile().list());
  }

  @Test
  void anInterruptionCancelsATraining() {
    Thread here = Thread.currentThread();
    ProgressListener impatient =
        new ProgressListener() {
          @Override
          public void started(String task, long steps) {}

          @Override
          public void progressed(long steps, String message) {
            if (steps == 3) {
              here.interrupt();
            }
            assertFalse(steps > 3);
          }
        };
    assertThrows(CancellationException.class, () -> SMALL.train(impatient));
    assertTrue(Thread.interrupted());
  }
}
