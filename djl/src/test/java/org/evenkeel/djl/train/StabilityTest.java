// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.loss.Loss;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.data.DataSource;
import org.evenkeel.data.Examples;
import org.evenkeel.data.Split;
import org.evenkeel.djl.build.NetworkBlock;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.engine.NativeLibraries;
import org.evenkeel.djl.train.TrainingSettings.OptimizerKind;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.training.StableRate;
import org.evenkeel.training.TrainingRun;
import org.junit.jupiter.api.Test;

class StabilityTest {

  private static final Split DIGITS = DataSource.of("digits").withExamples(640).read();

  /** The batch of the measurement, half of the examples of the training. */
  private static final int BATCH = 256;

  private static final int STEPS = 20;

  /** A network and a start, chosen before anything was measured. */
  private record Pair(String start, Network network) {

    static Pair perceptron(String start, String activation, String layers) {
      return new Pair(start, Network.perceptron(layers, Activations.named(activation)));
    }
  }

  private static Network convolutions() {
    return new Network(
        List.of(1, 8, 8),
        List.of(
            new Layer.Convolution("c1", 12, List.of(3, 3), 1, 1, 1, true),
            relu("a1"),
            new Layer.Convolution("c2", 12, List.of(3, 3), 2, 1, 1, true),
            relu("a2"),
            new Layer.Flatten("flat"),
            new Layer.Dense("out", 10, true)));
  }

  private static Network residual(int blocks) {
    List<Layer> layers = new ArrayList<>(List.of(new Layer.Dense("in", 48, true)));
    for (int i = 1; i <= blocks; i++) {
      layers.add(
          new Layer.Residual(
              "r" + i,
              1,
              List.of(
                  new Layer.Dense("u" + i, 48, true),
                  relu("f" + i),
                  new Layer.Dense("v" + i, 48, true)),
              List.of()));
    }
    layers.add(new Layer.Dense("out", 10, true));
    return new Network(List.of(64), layers);
  }

  private static Layer relu(String name) {
    Activation relu = Activations.RELU;
    return new Layer.Nonlinearity(name, relu);
  }

  private static final List<Pair> PAIRS =
      List.of(
          Pair.perceptron("he", "relu", "64,64x2,10"),
          Pair.perceptron("lecun", "relu", "64,64x2,10"),
          Pair.perceptron("he", "relu", "64,48x15,10"),
          Pair.perceptron("he*4", "relu", "64,64x4,10"),
          Pair.perceptron("lecun", "tanh", "64,64x5,10"),
          Pair.perceptron("lecun*4", "tanh", "64,64x5,10"),
          Pair.perceptron("lecun", "tanh", "64,32x20,10"),
          Pair.perceptron("auto", "tanh", "64,32x20,10"),
          Pair.perceptron("auto", "gelu", "64,64x10,10"),
          Pair.perceptron("lecun", "gelu", "64,64x3,10"),
          new Pair("he", convolutions()),
          new Pair("auto", residual(6)));

  private static Block block(Pair pair, NDManager manager) {
    NetworkBlock block = NetworkBlock.of(pair.network());
    FirstWeights.of(Start.of(pair.start())).applyTo(block);
    block.initialize(manager, DataType.FLOAT32, block.inputShape(BATCH));
    return block;
  }

  private static Optional<StableRate> measured(Block block, Split data, NDManager manager) {
    return measured(block, data, manager, () -> {});
  }

  private static Optional<StableRate> measured(
      Block block, Split data, NDManager manager, Runnable before) {
    Examples examples = data.training().first(BATCH);
    Shape shape = ((NetworkBlock) block).inputShape(BATCH);
    Loss loss = Training.loss(10, examples.classes());
    NDList labels = new NDList(Training.labels(manager, examples, loss));
    Function<NDList, NDArray> evaluated =
        outputs -> {
          before.run();
          return loss.evaluate(labels, outputs);
        };
    NDArray inputs = manager.create(examples.features(), shape);
    return Stability.of(block, new NDList(inputs), evaluated);
  }

  /** The training losses of gradient descent on all training examples, as ratios to the first. */
  private static List<Double> descent(Pair pair, Split data, double rate) {
    NetworkBlock block = NetworkBlock.of(pair.network());
    FirstWeights.of(Start.of(pair.start())).applyTo(block);
    int all = data.training().size();
    TrainingSettings settings =
        new TrainingSettings(STEPS + 1, all, rate, OptimizerKind.SGD, 0.99, 0);
    try {
      TrainingRun run =
          new Training(data, settings).run(block, block.inputShape(all), Training.Progress.SILENT);
      double first = run.epochs().get(0).trainLoss();
      return run.epochs().stream().map(epoch -> epoch.trainLoss() / first).toList();
    } finally {
      block.clear();
    }
  }

  private static Split data(Pair pair) {
    return DIGITS.reshaped(pair.network().input());
  }

  /**
   * Of 12 pairs at least 11 train at 0.7 η*, which is to end at least 3 % below the first loss, and
   * diverge at 1.5 η*, which is to have a loss above the first. With seeds 1 and 2 it was 12 and
   * 10.
   */
  @Test
  void gradientDescentTrainsBelowAndDivergesAbove() {
    NativeLibraries.check();
    int hold = 0;
    StringBuilder table = new StringBuilder();
    for (Pair pair : PAIRS) {
      StableRate found;
      try (NDManager manager = NDManager.newBaseManager()) {
        Block block = block(pair, manager);
        found = measured(block, data(pair), manager).orElseThrow();
        block.clear();
      }
      assertTrue(found.gradients() <= Stability.GRADIENTS, found.toString());
      List<Double> below = descent(pair, data(pair), 0.7 * found.estimate());
      List<Double> above = descent(pair, data(pair), 1.5 * found.estimate());
      double last = below.get(below.size() - 1);
      boolean trains = last < 0.97;
      boolean diverges = above.stream().anyMatch(ratio -> !(ratio <= 1));
      hold += trains && diverges ? 1 : 0;
      table.append(
          "%s %s: %s, %d gradients; 0.7: at most %.3f, then %.3f; 1.5: at most %.3f%n"
              .formatted(
                  pair.start(),
                  pair.network(),
                  found,
                  found.gradients(),
                  highest(below),
                  last,
                  highest(above)));
    }
    assertTrue(hold >= 11, hold + " of 12\n" + table);
  }

  private static double highest(List<Double> ratios) {
    return ratios.stream().mapToDouble(one -> one).max().orElseThrow();
  }

  /** A quadratic loss has one curvature, so that η* is 2/λ: here λ is the largest E[x²]. */
  @Test
  void aQuadraticLossIsStableUpToTwoOverItsCurvature() {
    NativeLibraries.check();
    try (NDManager manager = NDManager.newBaseManager()) {
      NetworkBlock block = NetworkBlock.of(Network.perceptron("2,1", Activations.RELU));
      FirstWeights.of(Start.of("lecun")).applyTo(block);
      block.initialize(manager, DataType.FLOAT32, new Shape(4, 2));
      // E[x1²] = 9, E[x2²] = 1, uncorrelated; the bias has curvature 1; L = E[y²] has twice these
      NDArray inputs = manager.create(new float[] {3, 1, 3, -1, -3, 1, -3, -1}, new Shape(4, 2));
      StableRate found =
          Stability.of(block, new NDList(inputs), outputs -> outputs.head().square().mean())
              .orElseThrow();
      double expected = 2.0 / 18;
      assertTrue(found.low() < expected * 1.001 && expected < found.high() * 1.1, "" + found);
    }
  }

  @Test
  void weightsAreLeftAsTheyWere() {
    NativeLibraries.check();
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = block(PAIRS.get(0), manager);
      NDArray weight = block.getParameters().valueAt(0).getArray();
      float[] before = weight.toFloatArray();
      StableRate found = measured(block, DIGITS.reshaped(List.of(64)), manager).orElseThrow();
      assertArrayEquals(before, weight.toFloatArray());
      assertEquals(found, measured(block, DIGITS.reshaped(List.of(64)), manager).orElseThrow());
    }
  }

  @Test
  void withoutAGradientThereIsNone() {
    NativeLibraries.check();
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = block(Pair.perceptron("zeros", "relu", "64,8x2,10"), manager);
      NDArray inputs = manager.zeros(new Shape(4, 64));
      assertEquals(
          Optional.empty(),
          Stability.of(block, new NDList(inputs), outputs -> outputs.head().square().mean()));
    }
  }

  /** Memory that the engine still points to would be collected, and have other values then. */
  @Test
  void memoryLivesUntilItsLastUse() {
    NativeLibraries.check();
    Split digits = DIGITS.reshaped(List.of(64));
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = block(Pair.perceptron("he", "relu", "64,64x4,10"), manager);
      Optional<StableRate> found = measured(block, digits, manager);
      for (int i = 0; i < 5; i++) {
        assertEquals(found, measured(block, digits, manager, StabilityTest::useFreedMemory));
      }
    }
  }

  /** Collects garbage, and writes into the memory that this frees. */
  private static void useFreedMemory() {
    System.gc();
    List<ByteBuffer> others = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ByteBuffer other = ByteBuffer.allocateDirect(64 * 64 * Float.BYTES);
      while (other.hasRemaining()) {
        other.putFloat(1e9f);
      }
      others.add(other);
    }
    others.forEach(ByteBuffer::rewind);
  }
}
