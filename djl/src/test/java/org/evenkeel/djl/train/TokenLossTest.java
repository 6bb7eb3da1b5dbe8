// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.Loss;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.evenkeel.architecture.Architectures;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.init.Start;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loss and the training of networks with scores for each token. */
class TokenLossTest {

  private static final int TOKENS = 3;
  private static final int CLASSES = 4;

  private static final Examples EXAMPLES =
      new Examples(
          "t",
          List.of(TOKENS),
          new float[2 * TOKENS],
          new int[] {3, Examples.UNLABELLED, 0, 1, 1, 2},
          List.of("a", "b", "c", "d"));

  /** The mean over labels of -((1 - s) log p of the label + s · mean of log p). */
  private static double expected(double[][] scores, double share) {
    double sum = 0;
    int labelled = 0;
    for (int i = 0; i < scores.length; i++) {
      int label = EXAMPLES.labels()[i];
      if (label < 0) {
        continue;
      }
      double partition = 0;
      double mean = 0;
      for (double score : scores[i]) {
        partition += Math.exp(score);
        mean += score / CLASSES;
      }
      double log = Math.log(partition);
      sum -= (1 - share) * (scores[i][label] - log) + share * (mean - log);
      labelled++;
    }
    return sum / labelled;
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 0", "true, 0.1", "false, 0.1"})
  void itIsTheMeanOverTokensWithALabel(boolean classesFirst, double smoothing) {
    Random random = new Random(1);
    double[][] scores = new double[2 * TOKENS][CLASSES];
    float[] values = new float[2 * TOKENS * CLASSES];
    for (int i = 0; i < scores.length; i++) {
      for (int k = 0; k < CLASSES; k++) {
        float score = (float) random.nextGaussian();
        scores[i][k] = score;
        int example = i / TOKENS;
        int token = i % TOKENS;
        int at = classesFirst ? (example * CLASSES + k) * TOKENS + token : i * CLASSES + k;
        values[at] = score;
      }
    }
    Shape shape = classesFirst ? new Shape(2, CLASSES, TOKENS) : new Shape(2, TOKENS, CLASSES);
    try (NDManager manager = NDManager.newBaseManager()) {
      Loss loss = Training.loss(Blocks.identityBlock(), shape, EXAMPLES);
      Loss smoothed = SmoothedLoss.of(loss, smoothing);
      NDArray labels = Training.labels(manager, EXAMPLES, loss);
      assertEquals(new Shape(2, TOKENS), labels.getShape());
      NDArray found =
          smoothed.evaluate(new NDList(labels), new NDList(manager.create(values, shape)));
      assertEquals(expected(scores, smoothing), found.getFloat(), 1e-5);
    }
  }

  @Test
  void otherTokensOrTooFewClassesAreRefused() {
    for (Shape shape :
        List.of(new Shape(2, 3, 3), new Shape(2, 4, 4), new Shape(2, 3), new Shape(2, 5, 4))) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Training.loss(Blocks.identityBlock(), shape, EXAMPLES))
              .getMessage();
      assertTrue(
          message.startsWith("a network needs an output for each class and token: "), message);
    }
  }

  private static TrainingRun run(Block block, Shape shape, Split data, int epochs, Metric metric) {
    FirstWeights.of(Start.of("auto")).applyTo(block);
    TrainingSettings settings = new TrainingSettings(epochs, 32, 0.005, OptimizerKind.ADAM, 0.9, 0);
    try {
      return new Training(data, settings, metric).run(block, shape, Training.Progress.SILENT);
    } finally {
      block.clear();
    }
  }

  private static TrainingRun run(String network, Split data, int epochs) {
    NetworkBlock block = NetworkBlock.of(Architectures.named(network));
    return run(block, block.inputShape(32), data, epochs, Metrics.LOSS);
  }

  /** Guessing has loss ln 10 and accuracy 0.1; a sum needs the token before. */
  @Test
  void aSmallLanguageModelLearnsSums() {
    Split sums = DataSource.of("sums").withExamples(1000).read();
    TrainingRun run =
        run("gpt2(layers=1,width=32,heads=2,vocabulary=10,tokens=16,dropout=0)", sums, 14);
    assertEquals(TrainingRun.State.TRAINED, run.state());
    assertTrue(run.last().validationAccuracy() > 0.8, run.last().toString());
  }

  /** Which is held against the last label of each example. */
  @Test
  void aVectorIsHeldAgainstTheLastLabel() {
    Split sums = DataSource.of("sums").withExamples(200).read();
    TrainingRun run =
        run("gpt2(layers=1,width=16,vocabulary=10,tokens=16,dropout=0,classes=10)", sums, 1);
    double accuracy = run.last().validationAccuracy() * sums.validation().size();
    assertEquals(Math.rint(accuracy), accuracy, 1e-9);
    assertTrue(run.last().validationLoss() < 4, run.last().toString());
  }

  /** Blocks of DJL's have tokens before classes; what a token is tells its label here. */
  @Test
  void aBlockWithClassesLastIsTrained() {
    int size = 400;
    Random random = new Random(2);
    float[] features = new float[size * TOKENS];
    int[] labels = new int[size * TOKENS];
    for (int i = 0; i < features.length; i++) {
      labels[i] = random.nextInt(TOKENS);
      features[i] = labels[i] - 1;
    }
    List<String> names = List.of("a", "b", "c");
    Split data = Split.of(new Examples("own", List.of(TOKENS), features, labels, names), 0.25, 1);
    SequentialBlock block =
        new SequentialBlock()
            .addSingleton(x -> x.reshape(-1, TOKENS, 1))
            .add(Linear.builder().setUnits(3).build());
    TrainingRun run = run(block, new Shape(32, TOKENS), data, 30, Metrics.F1);
    assertEquals(1, run.last().validationAccuracy(), 0.05);
    assertEquals(run.last().validationAccuracy(), run.last().metric(), 0.05);
  }

  /** Hidden tokens alone count, whatever the others are. */
  @Test
  void onlyLabelledTokensCount() {
    int[] hidden = new int[40 * TOKENS];
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = i % TOKENS == 1 ? 1 : Examples.UNLABELLED;
    }
    Examples examples =
        new Examples("h", List.of(TOKENS), new float[hidden.length], hidden, List.of("no", "yes"));
    NetworkBlock block =
        NetworkBlock.of(
            NetworkTree.read(
                Map.of(
                    "input",
                    List.of(TOKENS),
                    "layers",
                    List.of(Map.of("embedding", Map.of("vocabulary", 2, "units", 2))))));
    TrainingRun run =
        run(block, block.inputShape(32), Split.of(examples, 0.25, 1), 3, Metrics.LOSS);
    assertEquals(1, run.last().validationAccuracy());
  }
}
