// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.training.TrainingRun;
import org.evenkeel.training.TrainingRun.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingTest {

  private static final Split DIGITS = DataSource.of("digits").withExamples(1000).read();

  private static TrainingSettings settings(int epochs, OptimizerKind optimizer, double rate) {
    return new TrainingSettings(epochs, 32, rate, optimizer, 0.9, 0);
  }

  private static TrainingRun run(String layers, String rule, TrainingSettings settings) {
    NetworkBlock block = NetworkBlock.of(Network.perceptron(layers, Activations.RELU));
    FirstWeights.of(Start.of(rule)).applyTo(block);
    try {
      return new Training(DIGITS.reshaped(List.of(64)), settings)
          .run(block, block.inputShape(32), Training.Progress.SILENT);
    } finally {
      block.clear();
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void everyOptimizerLearns(OptimizerKind optimizer) {
    double rate = optimizer == OptimizerKind.SGD ? 0.1 : 0.01;
    TrainingRun run = run("64,32,10", "he", settings(8, optimizer, rate));
    assertEquals(State.TRAINED, run.state());
    assertTrue(run.last().validationAccuracy() > 0.75, run.last().toString());
    assertTrue(run.last().trainLoss() < run.epochs().get(0).trainLoss());
  }

  @ParameterizedTest
  @CsvSource({
    "he, 0.02, TRAINED",
    "0.3/n, 0.02, VANISHED",
    "zeros, 0.02, VANISHED",
    "10/n, 0.02, DIVERGED",
    // The gradient reaches the first layer, but at this rate it leads nowhere.
    "he, 0.00002, STALLED"
  })
  void endStates(String rule, double rate, State state) {
    assertEquals(state, run("64,64x10,10", rule, settings(6, OptimizerKind.SGD, rate)).state());
  }

  @Test
  void aDivergedRunStopsAtOnce() {
    TrainingRun run = run("64,64x10,10", "10/n", settings(6, OptimizerKind.SGD, 0.5));
    assertEquals(State.DIVERGED, run.state());
    assertEquals(1, run.epochs().size());
    assertTrue(Double.isNaN(run.last().validationLoss()));
  }

  /** Of several outputs it is not known which is held against the labels. */
  @Test
  void severalOutputsAreRefused() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(10).build())
            .add(new LambdaBlock(x -> new NDList(x.head(), x.head())));
    Training training =
        new Training(DIGITS.reshaped(List.of(64)), settings(1, OptimizerKind.SGD, 0.1));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> training.run(block, new Shape(32, 64), Training.Progress.SILENT));
    assertTrue(refused.getMessage().contains("it returns 2 arrays"), refused.getMessage());
  }

  @Test
  void stepsAreCountedToTheTarget() {
    TrainingRun run =
        run("64,32,10", "he", new TrainingSettings(12, 32, 0.1, OptimizerKind.SGD, 0.7, 0));
    long stepsPerEpoch = 25;
    int epoch = 1;
    while (run.epochs().get(epoch - 1).validationAccuracy() < 0.7) {
      epoch++;
    }
    assertEquals(stepsPerEpoch * epoch, run.stepsToTarget());
    assertEquals(12 * stepsPerEpoch, settings(12, OptimizerKind.SGD, 1).steps(800));
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    TrainingSettings one = settings(2, OptimizerKind.ADAM, 0.01);
    assertEquals(run("64,32,10", "he", one), run("64,32,10", "he", one));
    TrainingSettings other = new TrainingSettings(2, 32, 0.01, OptimizerKind.ADAM, 0.9, 1);
    assertNotEquals(run("64,32,10", "he", one), run("64,32,10", "he", other));
  }

  /** Arrays that are alive after each epoch, counted over the manager of the trained block. */
  @Test
  void memoryDoesNotGrowOverEpochs() {
    NetworkBlock block = NetworkBlock.of(Network.perceptron("64,32x3,10", Activations.RELU));
    FirstWeights.of(Start.of("he")).applyTo(block);
    List<Integer> alive = new ArrayList<>();
    try {
      new Training(DIGITS.reshaped(List.of(64)), settings(6, OptimizerKind.MOMENTUM, 0.01))
          .run(
              block,
              block.inputShape(32),
              (step, epochs) -> {
                if (step % 25 == 1) {
                  NDManager manager = block.getParameters().valueAt(0).getArray().getManager();
                  alive.add(arrays(manager));
                }
              });
    } finally {
      block.clear();
    }
    assertEquals(6, alive.size());
    // Momentum arises in the first step; from the second epoch on nothing may be added.
    assertEquals(alive.get(1), alive.get(5), alive.toString());
  }

  private static int arrays(NDManager manager) {
    int count = 0;
    for (AutoCloseable resource : manager.getManagedArrays()) {
      count += resource == null ? 0 : 1;
    }
    return count;
  }

  /** A parameter that is listed twice gets one update a step: the same as listed once. */
  @Test
  void aBlockThatStandsTwiceIsUpdatedOnce() {
    Linear shared = Linear.builder().setUnits(64).build();
    SequentialBlock model =
        new SequentialBlock().add(shared).add(shared).add(Linear.builder().setUnits(10).build());
    FirstWeights.of(Start.of("auto")).applyTo(model);
    new Training(DIGITS.reshaped(List.of(64)), settings(1, OptimizerKind.MOMENTUM, 0.001))
        .run(model, new Shape(32, 64), Training.Progress.SILENT);
    assertEquals(6, model.getParameters().size());
    assertEquals(4, TrainingLoop.trainable(model).size());
  }

  /** Nine targets of 0 and one of 10: the mean is 1 with loss 9, the median 0 with loss 1. */
  @Test
  void theAbsoluteErrorIsLowestAtTheMedian() {
    float[] targets = new float[10];
    targets[3] = 10;
    float[] ones = new float[10];
    Arrays.fill(ones, 1);
    Examples examples = Examples.withTargets("t", List.of(1), ones, targets, "y");
    assertEquals(1, examples.targetDeviation(), 1e-12);
    Refinements absolute = Refinements.NONE.withDistance(Refinements.Distance.ABSOLUTE);
    for (Refinements one : List.of(Refinements.NONE, absolute)) {
      NetworkBlock block = NetworkBlock.of(Network.perceptron("1,1", Activations.IDENTITY));
      FirstWeights.of(Start.of("he")).applyTo(block);
      try {
        double last =
            new Training(
                    new Split(examples, examples),
                    new TrainingSettings(300, 10, 0.01, OptimizerKind.SGD, 0.8, 0, one))
                .run(block, block.inputShape(10), Training.Progress.SILENT)
                .last()
                .validationLoss();
        assertEquals(one.equals(absolute) ? 1 : 9, last, 0.05);
      } finally {
        block.clear();
      }
    }
    assertEquals("absolute error", absolute.toString());
    assertThrows(IllegalArgumentException.class, () -> Training.loss(10, 10, absolute));
  }

  @Test
  void theLossFitsOutputsAndClasses() {
    assertTrue(Training.loss(10, 10) instanceof SoftmaxCrossEntropyLoss);
    assertTrue(Training.loss(1, 2) instanceof SigmoidBinaryCrossEntropyLoss);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Training.loss(9, 10));
    assertTrue(e.getMessage().contains("end it with 10"), e.getMessage());
  }
}
