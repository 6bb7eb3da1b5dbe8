// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.ReadingOptions;
import org.evenkeel.djl.train.Refinements;
import org.evenkeel.experiment.NetworkSource.Perceptron;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.result.StudyResult;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.study.search.Budget;
import org.evenkeel.study.trial.Trial;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of teams: many classes, few rows, one class in nine of ten rows. */
class TablesTest {

  @TempDir Path folder;

  private Experiment table(int rows, IntFunction<String> row) throws IOException {
    String text =
        IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", "a,b,y\n", "\n"));
    Path file = Files.writeString(folder.resolve("table.csv"), text);
    return Experiment.of(new Perceptron(null, 16, 2, "relu"), DataSource.of(file.toString()))
        .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
  }

  private static StudyResult tuned(Experiment experiment, Goal goal, int trials) {
    return StudyPlan.of(experiment, "multiplier=log:0.3..3,learningRate=log:0.01..0.5")
        .withSeeds(1, 2)
        .withGoal(goal)
        .run(Budget.trials(trials));
  }

  @Test
  void fiveHundredClasses() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Experiment experiment =
        table(2000, i -> "%d.%d,%d,c%d".formatted(i % 500, random.nextInt(10), i % 25, i % 500));
    StudyResult study = tuned(experiment, Goal.LOSS.withMetric("f1"), 2);
    assertTrue(study.origin().data().endsWith("500 classes"), study.origin().data());
    for (Trial trial : study.trials()) {
      if (trial.hasValue()) {
        assertTrue(trial.value() > 0 && trial.value() <= 1, trial.toString());
      }
    }
  }

  /**
   * The gradient before training is that of the loss that is trained: of the absolute error it is a
   * sign for each example, and of the squared one it grows with the distance. Only the ratios of
   * layers are measured, which differ by some percent, and were the same before.
   */
  @Test
  void theGradientIsThatOfTheAbsoluteError() throws IOException {
    Experiment numbers = table(60, i -> "%d,%d,%d".formatted(i, i % 7, 1000 + 100 * i));
    Experiment squared =
        numbers.withSource(
            DataSource.of(folder.resolve("table.csv").toString())
                .withReading(ReadingOptions.DEFAULT.withRegression())
                .withRawFeatures());
    Experiment absolute =
        squared.withTraining(
            squared
                .training()
                .withRefinements(Refinements.NONE.withDistance(Refinements.Distance.ABSOLUTE)));
    double ofSquared = lastGradient(squared);
    double ofAbsolute = lastGradient(absolute);
    assertEquals(lastGradient(squared), ofSquared);
    assertTrue(Math.abs(ofAbsolute / ofSquared - 1) > 0.005, ofSquared + ", " + ofAbsolute);
  }

  private static double lastGradient(Experiment experiment) {
    List<LayerSignal> layers =
        experiment.train(ProgressListener.NONE).starts().get(0).profile().layers();
    return layers.get(layers.size() - 1).gradient().known();
  }

  @Test
  void twelveRows() throws IOException {
    Experiment experiment = table(12, i -> "%d,%d,%s".formatted(i, 12 - i, i < 6 ? "x" : "z"));
    StudyResult study = tuned(experiment, Goal.LOSS, 8);
    assertNotNull(study.answer().orElseThrow().sentence());
    // Two rows of each class to validate on in three folds, and two for leaving out all but one.
    assertTrue(
        tuned(experiment, Goal.LOSS.withFolds(3), 2).trials().stream().anyMatch(Trial::hasValue));
  }

  /** What says the larger class of every row has learnt nothing, whatever its accuracy. */
  @Test
  void nineOfTenRowsOfOneClass() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    Experiment noise =
        table(
            400,
            i ->
                "%.3f,%.3f,%s"
                    .formatted(
                        random.nextGaussian(),
                        random.nextGaussian(),
                        i % 10 == 0 ? "rare" : "usual"));
    TrainingRun run =
        noise
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(15))
            .train(ProgressListener.NONE)
            .starts()
            .get(0)
            .runs()
            .get(0);
    assertEquals(0.9, run.last().validationAccuracy(), 0.03);
    assertFalse(run.state() == TrainingRun.State.TRAINED, run.toString());
    Experiment signal =
        table(400, i -> "%d,%d,%s".formatted(i % 10, i % 7, i % 10 == 0 ? "rare" : "usual"));
    TrainingRun told =
        signal
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(30).withLearningRate(0.1))
            .train(ProgressListener.NONE)
            .starts()
            .get(0)
            .runs()
            .get(0);
    assertEquals(TrainingRun.State.TRAINED, told.state(), told.last().toString());
    // Saying "usual" everywhere has F1 (0 + 18/19)/2.
    StudyResult study = tuned(noise, Goal.LOSS.withMetric("f1"), 2);
    assertTrue(
        study.trials().stream().filter(Trial::hasValue).allMatch(one -> one.value() > 0.2),
        study.trials().toString());
  }
}
