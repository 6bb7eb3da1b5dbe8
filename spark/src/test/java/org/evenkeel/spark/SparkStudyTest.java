// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.evenkeel.data.DataSource;
import org.evenkeel.djl.train.TrainingSettings;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.ProgressListener;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.study.trial.TrialNotes;
import org.evenkeel.study.trial.TrialState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies on a cluster whose executors are killed. */
class SparkStudyTest {

  private static TestCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  private static final TrainingSettings TRAINING = Experiment.DEFAULT_TRAINING.withEpochs(5);

  private static final Experiment EXPERIMENT =
      Experiment.of(
              new NetworkSource.Perceptron(null, 32, 4, "tanh"),
              DataSource.of("digits").withExamples(1000))
          .withTraining(TRAINING);

  private static final StudyPlan PLAN =
      StudyPlan.of(EXPERIMENT, "multiplier=log:0.3..3,learningRate=log:0.01..0.3").withSeeds(2, 2);

  /**
   * The trials of a study, and the kills; {@code -Devenkeel.spark.trials=40} and so on for more.
   */
  private static final int TRIALS = Integer.getInteger("evenkeel.spark.trials", 6);

  private static final int KILLS = Integer.getInteger("evenkeel.spark.kills", 3);

  /** Kills executors with workers while jobs run, one whenever some steps more are reported. */
  private static final class Killer extends Thread {
    private static final long STEPS = 5;

    private final int most;
    private final Callable<Long> steps;
    private final AtomicInteger kills = new AtomicInteger();

    Killer(int most, Callable<Long> steps) {
      this.most = most;
      this.steps = steps;
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        while (kills.get() < most) {
          Thread.sleep(20);
          List<ProcessHandle> forked =
              TestCluster.executors().stream()
                  .filter(one -> !TestCluster.workers(one).isEmpty())
                  .toList();
          if (jobs() > 0
              && !forked.isEmpty()
              && steps.call() >= STEPS * kills.get()
              && forked.get(kills.get() % forked.size()).destroyForcibly()) {
            kills.incrementAndGet();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void killedExecutorsLoseAndDoubleNothing() throws Exception {
    Path journal = folder.resolve("study.jsonl");
    Killer killer = new Killer(KILLS, () -> Journaled.steps(journal));
    killer.start();
    StudyResult result =
        SparkStudy.of(PLAN).withJournal(journal).run(cluster.session(), Budget.trials(TRIALS));
    killer.interrupt();
    killer.join();
    assertEquals(KILLS, killer.kills.get());
    for (Trial trial : result.trials()) {
      assertTrue(trial.state().finished(), trial.toString());
      TrialNotes.values(trial)
          .forEach((seed, value) -> assertEquals(trained(trial, seed), value, trial.toString()));
    }
    Journaled.of(journal).requireEnded(result.trials().size());
    Journaled.of(journal).requireStepsOnce(TRAINING.epochs());
    assertEquals("trials", result.ending());
  }

  /** With one trial at a time, a study is the same everywhere, whatever is killed. */
  @Test
  void oneAtATimeIsTheStudyOfThisProcess() throws Exception {
    Killer killer = new Killer(1, () -> 0L);
    killer.start();
    StudyResult there =
        SparkStudy.of(PLAN).withTrialsAtOnce(1).run(cluster.session(), Budget.trials(3));
    killer.interrupt();
    killer.join();
    assertEquals(1, killer.kills.get());
    StudyResult here = PLAN.run(Budget.trials(3));
    assertEquals(shown(here), shown(there));
    assertEquals(here.confirmation(), there.confirmation());
    Dataset<Row> frame = TrialFrame.of(cluster.session(), there.trials());
    assertEquals(
        List.of(
            "number",
            "state",
            "value",
            "steps",
            "started",
            "completed",
            "multiplier",
            "learningRate"),
        List.of(frame.columns()));
    List<Row> best = frame.filter("state = 'COMPLETE'").orderBy("value").collectAsList();
    assertEquals(
        here.trials().stream()
            .filter(Trial::hasValue)
            .mapToDouble(Trial::value)
            .min()
            .orElseThrow(),
        best.get(0).getDouble(2));
  }

  private static List<String> shown(StudyResult result) {
    return result.trials().stream()
        .map(
            t ->
                "%s %s %s %s %s"
                    .formatted(
                        t.setting(), t.state(), t.value(), t.intermediate(), TrialNotes.steps(t)))
        .toList();
  }

  @Test
  void anInterruptionCancelsTheJobsAndTheStudyGoesOn() throws Exception {
    Path journal = folder.resolve("study.jsonl");
    Thread here = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                while (workers() == 0 || Journaled.steps(journal) == 0) {
                  Thread.sleep(50);
                }
                here.interrupt();
              } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
              }
            });
    interrupter.start();
    SparkStudy study = SparkStudy.of(PLAN).withJournal(journal);
    StudyResult cut = study.run(cluster.session(), Budget.trials(4));
    interrupter.join();
    assertFalse(Thread.interrupted());
    assertEquals("interrupted", cut.ending());
    assertTrue(cut.trials().stream().noneMatch(t -> t.state() == TrialState.RUNNING));
    for (int i = 0; i < 100 && workers() + jobs() > 0; i++) {
      Thread.sleep(100);
    }
    assertEquals(0, workers(), "the workers of cancelled tasks have ended");
    assertEquals(0, jobs());
    StudyResult whole = study.run(cluster.session(), Budget.trials(4));
    assertEquals("trials", whole.ending());
    // What was cut off is trained again, and reports again.
    Journaled.of(journal).requireEnded(whole.trials().size());
  }

  private static int jobs() {
    return cluster.session().sparkContext().statusTracker().getActiveJobIds().length;
  }

  private static int workers() {
    return TestCluster.executors().stream()
        .mapToInt(executor -> TestCluster.workers(executor).size())
        .sum();
  }

  /** The value of one seed of a trial, trained in this process. */
  private static double trained(Trial trial, long seed) {
    return EXPERIMENT
        .withMultiplier(trial.setting().number("multiplier"))
        .withTraining(TRAINING.withLearningRate(trial.setting().number("learningRate")))
        .withSeed(seed)
        .train(ProgressListener.NONE)
        .starts()
        .get(0)
        .runs()
        .get(0)
        .epochs()
        .stream()
        .mapToDouble(epoch -> epoch.validationLoss())
        .min()
        .orElseThrow();
  }
}
