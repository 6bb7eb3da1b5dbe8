// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Reading;
import org.evenkeel.data.ReadingOptions;
import org.evenkeel.data.Split;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.experiment.NetworkSource.Perceptron;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.experiment.goal.Goal.Pruning;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.space.Setting;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objectives of teams: their metric, their folds, their numbers to be told. */
class GoalTest {

  private static final Experiment MOONS =
      Experiment.of(new Perceptron(null, 16, 2, "tanh"), DataSource.of("moons").withExamples(200))
          .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(3));

  private static final StudyPlan PLAN =
      StudyPlan.of(MOONS, "learningRate=log:0.01..1").withSeeds(2, 2);

  @TempDir Path folder;

  /** A trial's value is 1 less the best accuracy of an epoch, which train measures as well. */
  @Test
  void aMetricIsMinimizedAsOneLessIt() {
    StudyResult study = PLAN.withGoal(Goal.LOSS.withMetric("accuracy")).run(Budget.trials(3));
    assertEquals("1 - accuracy", study.minimized());
    Trial best = study.recommended().orElseThrow();
    double mean =
        IntStream.range(0, 2)
            .mapToDouble(
                seed ->
                    Hyperparameters.apply(MOONS, best.setting())
                        .withSeed(seed)
                        .train(ProgressListener.NONE)
                        .starts()
                        .get(0)
                        .runs()
                        .get(0)
                        .epochs()
                        .stream()
                        .mapToDouble(TrainingRun.Epoch::validationAccuracy)
                        .max()
                        .orElseThrow())
            .average()
            .orElseThrow();
    assertEquals(1 - mean, best.value(), 1e-12);
    assertTrue(study.answer().orElseThrow().sentence().contains(" has accuracy "));
  }

  @Test
  void aGoalIsPartOfAPlan() {
    StudyPlan plan = PLAN.withGoal(new Goal("f1", 4, Pruning.HYPERBAND));
    assertEquals(4, plan.seeds());
    StudyPlan read = StudyPlan.read(JsonParser.parseString(plan.json().toString()));
    assertEquals(plan, read);
    assertTrue(!plan.sameStudy(PLAN.withSeeds(4, 2)), "another study");
    assertEquals(false, PLAN.withGoal(Goal.LOSS).json().has("goal"));
    assertThrows(IllegalArgumentException.class, () -> Goal.LOSS.withFolds(1));
  }

  /** Folds are disjoint, together they are all examples, and each has its share of the classes. */
  @Test
  void foldsShareOutTheExamples() {
    Reading read = MOONS.open();
    double sum = 0;
    int size = 0;
    for (int index = 0; index < 5; index++) {
      Split fold = read.split().fold(index, 5, 7);
      assertEquals(200, fold.training().size() + fold.validation().size());
      assertEquals(40, fold.validation().size());
      long ones = Arrays.stream(fold.validation().labels()).filter(label -> label == 1).count();
      assertEquals(20, ones);
      size += fold.validation().size();
      for (float feature : fold.validation().features()) {
        sum += feature;
      }
    }
    double all = 0;
    for (float feature : read.split().training().features()) {
      all += feature;
    }
    for (float feature : read.split().validation().features()) {
      all += feature;
    }
    assertEquals(200, size);
    assertEquals(all, sum, 1e-3);
    StudyResult study = PLAN.withGoal(Goal.LOSS.withFolds(3)).run(Budget.trials(2));
    assertTrue(study.trials().stream().anyMatch(Trial::hasValue));
  }

  /** y = 3a - 2b + 1 with noise of variance 0.01: a linear network tells nearly all of it. */
  private DataSource line(String name) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    String rows =
        IntStream.range(0, 200)
            .mapToObj(
                i -> {
                  double a = random.nextGaussian();
                  double b = random.nextGaussian();
                  return String.format(
                      Locale.ROOT,
                      "%.4f,%.4f,%.4f",
                      a,
                      b,
                      3 * a - 2 * b + 1 + 0.1 * random.nextGaussian());
                })
            .collect(Collectors.joining("\n", "a,b,y\n", "\n"));
    Path file = Files.writeString(folder.resolve(name), rows);
    return DataSource.of(file.toString()).withReading(ReadingOptions.DEFAULT.withRegression());
  }

  @Test
  void numbersAreToldByRegression() throws IOException {
    Experiment experiment =
        Experiment.of(new Perceptron(null, 16, 1, "relu"), line("line.csv"))
            .withTraining(
                Experiment.DEFAULT_TRAINING
                    .withEpochs(20)
                    .withOptimizer(OptimizerKind.ADAM)
                    .withLearningRate(0.02));
    Comparison trained = experiment.train(ProgressListener.NONE);
    TrainingRun run = trained.starts().get(0).runs().get(0);
    assertEquals(TrainingRun.State.TRAINED, run.state());
    // Of targets with variance 1 the noise is 0.01/13.
    assertTrue(run.last().validationLoss() < 0.05, run.last().toString());
    assertTrue(Double.isNaN(run.last().validationAccuracy()));
    assertTrue(trained.origin().data().endsWith("target y"), trained.origin().data());
    StudyResult study =
        StudyPlan.of(experiment, "learningRate=log:0.005..0.05")
            .withSeeds(1, 2)
            .withGoal(Goal.LOSS.withMetric("r2"))
            .run(Budget.trials(2));
    assertEquals("1 - R²", study.minimized());
    assertTrue(study.recommended().orElseThrow().value() < 0.05);
    assertTrue(experiment.check().starts().get(0).profile() != null);
  }

  /**
   * The test part is the winner's, trained again with its first seed, and is not looked at again.
   */
  @Test
  void theTestPartIsLookedAtOnce() {
    Experiment held = MOONS.withSource(DataSource.of("moons").withExamples(200).withTest(0.25));
    Split parts = held.open().split();
    assertEquals(50, parts.test().size());
    assertEquals(150, parts.training().size() + parts.validation().size());
    StudyPlan plan =
        StudyPlan.of(held, "learningRate=log:0.01..1")
            .withSeeds(1, 2)
            .withGoal(Goal.LOSS.withMetric("accuracy"));
    Path file = folder.resolve("study.jsonl");
    StudyResult.TestLook look;
    try (Tuning tuning = Tuning.onDisk(file, null, plan)) {
      StudyResult study = tuning.run(Budget.trials(2), ProgressListener.NONE);
      look = study.test();
      Trial winner = study.recommended().orElseThrow();
      assertEquals(winner.number(), look.trial());
      TrainingRun run =
          Hyperparameters.apply(held, winner.setting())
              .train(ProgressListener.NONE)
              .starts()
              .get(0)
              .runs()
              .get(0);
      assertTrue(run.test() != null && run.test().epoch() <= 3 && look.value() < 1, run.toString());
    }
    try (Tuning tuning = Tuning.onDisk(file, null, plan)) {
      assertEquals(look, tuning.run(Budget.trials(4), ProgressListener.NONE).test());
    }
    try (Tuning tuning = Tuning.inMemory(plan)) {
      tuning.search(Budget.trials(1), ProgressListener.NONE);
      assertEquals(null, tuning.result().test());
    }
    assertEquals(null, MOONS.train(ProgressListener.NONE).starts().get(0).runs().get(0).test());
  }

  @Test
  void aMetricOfAnotherKindIsRefusedBeforeTheSearch() throws IOException {
    StudyPlan plan = PLAN.withGoal(Goal.LOSS.withMetric("r2"));
    assertThrows(IllegalArgumentException.class, () -> Tuning.inMemory(plan).close());
    StudyPlan numbers =
        StudyPlan.of(MOONS.withSource(line("l.csv")), "learningRate=log:0.01..1")
            .withGoal(Goal.LOSS.withMetric("accuracy"));
    assertThrows(IllegalArgumentException.class, () -> Tuning.inMemory(numbers).close());
    StudyPlan smoothed = StudyPlan.of(MOONS.withSource(line("s.csv")), "labelSmoothing=0..0.2");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Tuning.inMemory(smoothed).close())
            .getMessage();
    assertTrue(message.contains("numbers to be told, which have no classes"), message);
  }

  @Test
  void aSettingIsTriedFirstAndOnce() {
    Path file = folder.resolve("study.jsonl");
    try (Tuning tuning = Tuning.onDisk(file, null, PLAN)) {
      tuning.enqueue("learningRate=0.125");
      tuning.enqueue("learningRate=0.125");
      tuning.search(Budget.trials(2), ProgressListener.NONE);
      assertEquals(
          List.of(0.125),
          tuning.trials().stream()
              .map(Trial::setting)
              .map(setting -> setting.number("learningRate"))
              .filter(rate -> rate == 0.125)
              .toList());
      assertEquals(Setting.empty().with("learningRate", 0.125), tuning.trials().get(0).setting());
      for (String wrong : List.of("learningRate=7", "rate=0.1", "learningRate", "")) {
        assertThrows(IllegalArgumentException.class, () -> tuning.enqueue(wrong), wrong);
      }
    }
  }
}
