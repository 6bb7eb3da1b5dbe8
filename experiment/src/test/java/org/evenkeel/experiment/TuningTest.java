// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.engine.Memory;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
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

  /**
   * The search begins at a fifth of the largest stable rates, which the study keeps, and the first
   * trials, those at the corners of the multipliers included, are not ended within a seed by a
   * comparison of curves.
   */
  @Test
  void theFirstTrialsAreWhereTheStableRateExpectsTheBestAndTell() {
    Path file = folder.resolve("rate.log");
    StudyPlan wide =
        StudyPlan.of(SMALL, "multiplier=log:0.5..2,learningRate=log:1e-6..1e3").withSeeds(1, 2);
    try (Tuning tuning = Tuning.onDisk(file, null, wide)) {
      tuning.search(Budget.trials(9), ProgressListener.NONE);
      StudyResult.TheoryRange theory = tuning.result().theory();
      assertTrue(theory.stableRate().isBounded(), theory.toString());
      List<Trial> trials = tuning.trials();
      double rate = 0.2 * theory.stableRate().estimate();
      boolean one = Math.abs(Math.log(theory.optimum())) < 0.05;
      double best = one ? 1 : theory.optimum();
      int around = one ? 1 : 2;
      assertEquals(best, trials.get(0).setting().number("multiplier"), 1e-9);
      assertEquals(rate, trials.get(0).setting().number("learningRate"), 1e-9);
      assertEquals(1, trials.get(around - 1).setting().number("multiplier"), 1e-9);
      assertEquals(2 * rate, trials.get(around).setting().number("learningRate"), 1e-9);
      assertEquals(rate / 2, trials.get(around + 1).setting().number("learningRate"), 1e-9);
      assertTrue(
          trials.subList(0, around + 6).stream()
              .noneMatch(trial -> TrialNotes.outcomeOrState(trial).equals("pruned")),
          trials.toString());
    }
    StudyResult read = (StudyResult) ResultFile.read(file, null, StudyPlan::read);
    assertTrue(read.theory().stableRate().isBounded());
  }

  /** A search that is done after 30 of 120 seconds leaves 90; one that takes all leaves a fifth. */
  @Test
  void theComparisonGetsTheTimeThatTheSearchLeaves() {
    Duration time = Duration.ofMinutes(2);
    assertEquals(Duration.ofSeconds(90), Tuning.rest(time, Duration.ofSeconds(30)));
    assertEquals(Duration.ofSeconds(24), Tuning.rest(time, Duration.ofSeconds(96)));
    assertEquals(Duration.ofSeconds(24), Tuning.rest(time, Duration.ofSeconds(130)));
  }

  /** Without theory, with another optimizer, and where trials have begun, nothing is measured. */
  @Test
  void ratesAreMeasuredOnlyWhereTheyTellSomething() {
    StudyPlan adam =
        StudyPlan.of(
                SMALL.withTraining(SMALL.training().withOptimizer(OptimizerKind.ADAM)),
                PLAN.search())
            .withSeeds(1, 2);
    StudyPlan blind = new StudyPlan(SMALL, PLAN.search(), 1, false, 0, 2, List.of());
    for (StudyPlan plan : List.of(adam, blind)) {
      try (Tuning tuning = Tuning.inMemory(plan)) {
        tuning.search(Budget.trials(1), ProgressListener.NONE);
        StudyResult.TheoryRange theory = tuning.result().theory();
        assertTrue(theory == null || theory.stableRate() == null);
        Trial first = tuning.trials().get(0);
        assertEquals(1, first.setting().number("multiplier"));
        assertEquals(0.02, first.setting().number("learningRate"), "the experiment's own");
      }
    }
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
