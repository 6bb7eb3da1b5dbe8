// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Split;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.train.Refinements.Schedule;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.junit.jupiter.api.Test;

/** Refinements of a training, each by what it does to a step. */
class RefinementsTest {

  private static final Split DIGITS =
      DataSource.of("digits").withExamples(100).read().reshaped(List.of(64));

  private static final Refinements NONE = Refinements.NONE;

  /** All weights after one epoch of one step per batch. */
  private static double[] trained(
      OptimizerKind optimizer, double rate, int epochs, Refinements refinements) {
    NetworkBlock block = NetworkBlock.of(Network.perceptron("64,8,10", Activations.RELU));
    FirstWeights.of(Start.of("he")).applyTo(block);
    try {
      TrainingSettings settings =
          new TrainingSettings(epochs, 1000, rate, optimizer, 1, 0, refinements);
      List<double[]> weights = new ArrayList<>();
      new Training(DIGITS, settings)
          .run(block, block.inputShape(80), (step, ended) -> weights.add(weights(block)));
      return weights.get(epochs - 1);
    } finally {
      block.clear();
    }
  }

  private static double[] weights(NetworkBlock block) {
    List<Double> all = new ArrayList<>();
    for (Parameter one : block.getParameters().values()) {
      for (float value : one.getArray().toFloatArray()) {
        all.add((double) value);
      }
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] less(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
  }

  private static double norm(double[] a) {
    return Math.sqrt(java.util.Arrays.stream(a).map(v -> v * v).sum());
  }

  private static final double[] FIRST = trained(OptimizerKind.SGD, 1e-30, 1, NONE);

  @Test
  void weightDecayAddsAShareOfTheWeightToItsGradient() {
    double[] plain = trained(OptimizerKind.SGD, 0.1, 1, NONE);
    double[] decayed = trained(OptimizerKind.SGD, 0.1, 1, NONE.withWeightDecay(0.3));
    double[] difference = less(decayed, plain);
    for (int i = 0; i < FIRST.length; i++) {
      assertEquals(-0.1 * 0.3 * FIRST[i], difference[i], 1e-6);
    }
  }

  /** A second step adds the share of the first: w2 - w1 = u·(w1 - w0) less the same gradient. */
  @Test
  void momentumAddsAShareOfTheLastUpdate() {
    double rate = 1e-4; // so small that the second gradient is nearly the first
    double[] once = less(trained(OptimizerKind.MOMENTUM, rate, 1, NONE), FIRST);
    double[] half = less(trained(OptimizerKind.MOMENTUM, rate, 2, NONE.withMomentum(0.5)), FIRST);
    double[] usual = less(trained(OptimizerKind.MOMENTUM, rate, 2, NONE), FIRST);
    assertEquals(2.5, norm(half) / norm(once), 0.02);
    assertEquals(2.9, norm(usual) / norm(once), 0.02);
  }

  @Test
  void aClippedGradientHasTheNormAskedFor() {
    double[] plain = less(trained(OptimizerKind.SGD, 1, 1, NONE), FIRST);
    double[] clipped = less(trained(OptimizerKind.SGD, 1, 1, NONE.withClip(0.125)), FIRST);
    assertEquals(0.125, norm(clipped), 1e-4);
    double[] within = less(trained(OptimizerKind.SGD, 1, 1, NONE.withClip(2 * norm(plain))), FIRST);
    assertEquals(norm(plain), norm(within));
  }

  @Test
  void theRateRisesThenFollowsItsSchedule() {
    Tracker cosine = NONE.withWarmUp(0.2).withSchedule(Schedule.COSINE).rate(0.5, 10);
    double[] expected = {
      0.25, 0.5, 0.5, rate(1.0 / 8), rate(2.0 / 8), rate(3.0 / 8), rate(0.5), rate(5.0 / 8)
    };
    for (int step = 1; step <= expected.length; step++) {
      assertEquals(expected[step - 1], cosine.getNewValue(step), 1e-7, "step " + step);
    }
    Tracker linear = NONE.withSchedule(Schedule.LINEAR).rate(1, 4);
    assertEquals(1, linear.getNewValue(1));
    assertEquals(0.25, linear.getNewValue(4), 1e-7);
    assertEquals(0.3f, NONE.rate(0.3, 4).getNewValue(3));
  }

  private static double rate(double share) {
    return 0.5 * (1 + Math.cos(Math.PI * share)) / 2;
  }

  /** Of logits 0 and ln 3 the probabilities are 1/4 and 3/4. */
  @Test
  void aSmoothedLabelIsPartlyAllClasses() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray logits = manager.create(new float[] {0, (float) Math.log(3)}, new Shape(1, 2));
      NDList label = new NDList(manager.create(new float[] {1}));
      double loss =
          SmoothedLoss.of(Loss.softmaxCrossEntropyLoss(), 0.2)
              .evaluate(label, new NDList(logits))
              .getFloat();
      double expected = -(0.9 * Math.log(0.75) + 0.1 * Math.log(0.25));
      assertEquals(expected, loss, 1e-6);
      NDArray logit = manager.create(new float[] {(float) Math.log(3)}, new Shape(1, 1));
      NDList binary = new NDList(manager.create(new float[] {1}, new Shape(1, 1)));
      assertEquals(
          expected,
          SmoothedLoss.of(Loss.sigmoidBinaryCrossEntropyLoss(), 0.2)
              .evaluate(binary, new NDList(logit))
              .getFloat(),
          1e-6);
    }
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> NONE.withClip(0));
    assertThrows(IllegalArgumentException.class, () -> NONE.withMomentum(1));
    assertThrows(IllegalArgumentException.class, () -> NONE.withWarmUp(-0.1));
    assertThrows(IllegalArgumentException.class, () -> NONE.withWeightDecay(Double.NaN));
    assertNull(new TrainingSettings(1, 1, 1, OptimizerKind.SGD, 1, 0, NONE).refinements());
  }
}
