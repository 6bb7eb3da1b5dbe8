// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.experiment.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.ReadingOptions;
import org.evenkeel.djl.train.Metric;
import org.evenkeel.djl.train.Refinements;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.NetworkSource;
import org.evenkeel.experiment.Pace;
import org.evenkeel.experiment.ProgressListener;
import org.evenkeel.experiment.StudyPlan;
import org.evenkeel.experiment.Tuning;
import org.evenkeel.experiment.goal.Goal;
import org.evenkeel.init.Start;
import org.evenkeel.result.Comparison;
import org.evenkeel.result.StudyResult;
import org.evenkeel.study.search.Budget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes: hyperparameters of one's own block. */
class TuneRecipeTest {

  @Test
  void multiplierAndLearningRateOfABlock() {
    Supplier<Block> blocks = CompareRecipeTest::block;
    // recipe: tune the multiplier and the learning rate of a block
    Experiment experiment =
        Experiment.of(blocks, DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
    StudyResult study =
        StudyPlan.of(experiment, "multiplier=log:0.1..10,learningRate=log:1e-3..1")
            .withSeeds(1, 2)
            .run(Budget.trials(6));
    System.out.println(study.recommended().orElseThrow().setting());
    // end
    assertTrue(study.trials().size() >= 6);
    assertEquals(
        Set.of("multiplier", "learningRate"),
        study.recommended().orElseThrow().setting().values().keySet());
  }

  @Test
  void whatAStudyTells() {
    Experiment experiment =
        Experiment.of(new NetworkSource.Perceptron(null, 16, 3, "tanh"), DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(1));
    StudyPlan plan =
        StudyPlan.of(experiment, "multiplier=log:0.1..10,learningRate=log:1e-3..1").withSeeds(1, 2);
    // recipe: what a study tells, and what it does not
    Pace.Size size = Pace.of(plan).fitting(Duration.ofMinutes(2), 1); // on this machine
    StudyResult study =
        plan.run(new Budget(Math.min(size.trials(), 12), Duration.ofMinutes(2), null));
    String best = study.isUnknown("multiplier") ? "unknown" : study.estimates().bests().toString();
    System.out.println(study.answer().orElseThrow() + " The best multiplier: " + best);
    System.out.println("together: " + study.estimates().interactions());
    System.out.println("not explained: " + study.estimates().unexplained());
    System.out.println("missing: " + study.missing()); // null: nothing
    // end
    assertEquals(null, study.missing());
    assertTrue(study.estimates().unexplained() < 1);
  }

  @Test
  void aMetricOverFolds() {
    // recipe: minimize a metric over folds
    Experiment moons =
        Experiment.of(new NetworkSource.Perceptron(null, 16, 3, "tanh"), DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
    Goal goal = Goal.LOSS.withMetric("f1").withFolds(3).withPruning(Goal.Pruning.HYPERBAND);
    try (Tuning tuning =
        Tuning.inMemory(StudyPlan.of(moons, "learningRate=log:1e-2..1").withGoal(goal))) {
      tuning.enqueue("learningRate=0.1"); // tried first
      StudyResult study = tuning.run(Budget.trials(4), ProgressListener.NONE);
      System.out.println(study.minimized() + ": " + study.answer().orElseThrow());
    }
    // end
    assertEquals("f1", goal.metric());
  }

  @Test
  void numbersAndATestPart(@TempDir Path folder) throws IOException {
    Path journal = folder.resolve("study.jsonl");
    Path prices =
        Files.writeString(
            folder.resolve("prices.csv"),
            IntStream.range(0, 60)
                .mapToObj(i -> "%d,%d,%d".formatted(i % 7, i % 5, 3 * (i % 7) - i % 5))
                .collect(Collectors.joining("\n", "a,b,price\n", "\n")));
    // recipe: numbers to be told, a test part, and a study on disk that others join
    DataSource data =
        DataSource.of(prices.toString())
            .withLabel("price")
            .withReading(ReadingOptions.DEFAULT.withRegression())
            .withTest(0.2);
    Refinements loss = Refinements.NONE.withDistance(Refinements.Distance.ABSOLUTE);
    Experiment experiment =
        Experiment.of(new NetworkSource.Perceptron(null, 16, 2, "relu"), data)
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2).withRefinements(loss));
    StudyPlan plan =
        StudyPlan.of(experiment, "learningRate=log:1e-3..0.1")
            .withSeeds(1, 2)
            .withGoal(Goal.LOSS.withMetric("r2"));
    try (Tuning tuning = Tuning.onDisk(journal, null, plan)) { // goes on with the same data only
      StudyResult study = tuning.run(Budget.trials(3), ProgressListener.NONE);
      System.out.println(study.valued() + " of the test: " + study.value(study.test().value()));
    }
    try (Tuning worker = Tuning.join(journal, null, null, null, null, StudyPlan::read)) {
      worker.search(Budget.trials(4), ProgressListener.NONE); // in any process
    }
    // end
    try (Tuning tuning = Tuning.onDisk(journal, null, plan)) {
      assertTrue(tuning.trials().size() >= 4);
      assertEquals("R²", tuning.result().valued());
    }
  }

  @Test
  void aMetricOfEachStart() {
    // recipe: compare starts by a metric
    Experiment experiment =
        Experiment.of(new NetworkSource.Perceptron(null, 16, 3, "tanh"), DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
    List<Start> starts = List.of(Start.of("he"), Start.of("lecun"));
    Comparison compared = experiment.compare(starts, 2, Metric.named("auc"), ProgressListener.NONE);
    System.out.println(compared); // a table with the AUC of each
    // end
    assertEquals("AUC", compared.metric());
    assertTrue(compared.toString().contains("AUC"), compared.toString());
  }

  /** A model of the user's, with as many hidden layers as it is asked for. */
  public static final class MyModel implements BlockFactory {
    private static final long serialVersionUID = 1;

    @Override
    public Block newBlock(Model model, Path path, Map<String, ?> arguments) {
      SequentialBlock block = new SequentialBlock();
      for (int i = 0; i < ((Number) arguments.get("layers")).intValue(); i++) {
        block.add(Linear.builder().setUnits(8).build()).add(Activation::relu);
      }
      return block.add(Linear.builder().setUnits(2).build());
    }
  }

  @Test
  void theArgumentsOfABlockFactory() {
    // recipe: search the arguments of a block factory
    String model =
        MyModel.class.getName() + "(layers=int:2..8)"; // the class, as the command names it
    Experiment mine =
        Experiment.of(NetworkSource.Factory.of(model, List.of()), DataSource.of("moons"))
            .withTraining(Experiment.DEFAULT_TRAINING.withEpochs(2));
    StudyResult study =
        StudyPlan.of(mine, "weightDecay=log:1e-5..0.1,schedule=constant|cosine")
            .withSeeds(1, 2)
            .run(Budget.trials(4));
    System.out.println(study.recommended().orElseThrow().setting());
    // end
    assertEquals(
        Set.of("weightDecay", "schedule", "layers"),
        study.recommended().orElseThrow().setting().values().keySet());
  }
}
