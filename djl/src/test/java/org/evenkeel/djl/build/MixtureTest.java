// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.read.NetworkReader;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mixtures of experts as Blocks, beside their definition, and their forecast, beside draws. */
class MixtureTest {

  private static final int WIDTH = 5;

  private static final int TOKENS = 3;

  private static Network network(Object input, Object... layers) {
    return NetworkTree.read(Map.of("input", input, "layers", List.of(layers)));
  }

  /** A softmax of the first branch weighs the others, for each token. */
  @Test
  void aSoftmaxOfTheFirstBranchWeighsTheOthers() {
    List<Object> branches = List.of(layer(2), layer(4), layer(4));
    Network network = network(List.of(WIDTH, TOKENS), Map.of("mixture", branches));
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("lecun").withBiasVariance(1)).applyTo(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      float[] x = Normals.of(3, WIDTH * TOKENS);
      float[] y = forward(manager, block, x);
      for (int token = 0; token < TOKENS; token++) {
        double one = Math.exp(dense(block, 0, x, 0, token));
        double other = Math.exp(dense(block, 0, x, 1, token));
        for (int i = 0; i < 4; i++) {
          double mixed = one * dense(block, 1, x, i, token) + other * dense(block, 2, x, i, token);
          assertEquals(mixed / (one + other), y[i * TOKENS + token], 1e-5);
        }
      }
    }
  }

  private static List<Object> layer(int units) {
    return List.of(Map.of("dense", units));
  }

  private static float[] forward(NDManager manager, NetworkBlock block, float[] x) {
    NDArray in = manager.create(x, block.inputShape(1));
    return block
        .forward(new ParameterStore(manager, false), new NDList(in), false)
        .head()
        .toFloatArray();
  }

  /** The output of a unit of one of the dense layers at a token. */
  private static double dense(NetworkBlock block, int number, float[] x, int unit, int token) {
    float[] w = block.getParameters().valueAt(2 * number).getArray().toFloatArray();
    double sum = block.getParameters().valueAt(2 * number + 1).getArray().toFloatArray()[unit];
    for (int i = 0; i < WIDTH; i++) {
      sum += w[unit * WIDTH + i] * x[i * TOKENS + token];
    }
    return sum;
  }

  /** A Block that is read by what it computes has the same mixture. */
  @Test
  void aMixtureIsRead() {
    Network network =
        network(
            WIDTH,
            Map.of("dense", 6),
            Map.of("mixture", List.of(layer(3), layer(4), layer(4), layer(4))));
    NetworkBlock block = NetworkBlock.of(network);
    Shape input = block.inputShape(2);
    SequentialBlock around = new SequentialBlock().add(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      FirstWeights.of(Start.of("lecun")).applyTo(around);
      around.initialize(manager, DataType.FLOAT32, input);
      List<Layer> layers = NetworkReader.read(around, input).orElseThrow().layers();
      assertEquals(List.of("dense", "mixture"), layers.stream().map(Layer::kind).toList());
    }
  }

  /** Blocks of experts, few and many, with an even and with a sharp router. */
  @ParameterizedTest
  @CsvSource({"2, 1", "8, 1", "4, 4", "8, 0"})
  void drawsLieInTheirRanges(int experts, double sharp) {
    List<Object> router = new ArrayList<>(List.of(Map.of("dense", experts)));
    if (sharp != 1) {
      router.add(Map.of("layer-scale", Math.sqrt(sharp)));
    }
    List<Object> branches = new ArrayList<>();
    branches.add(router);
    branches.addAll(
        Collections.nCopies(
            experts,
            List.of(Map.of("dense", 128), Map.of("activation", "gelu"), Map.of("dense", 64))));
    Map<String, Object> block =
        Map.of(
            "residual",
            Map.of(
                "branch", List.of(Map.of("normalization", "token"), Map.of("mixture", branches))));
    Network network =
        network(
            16,
            Map.of("embedding", Map.of("vocabulary", 500, "units", 64)),
            Map.of("positions", "segment"),
            Map.of("repeat", Map.of("times", 4, "layers", List.of(block))),
            Map.of("normalization", "token"),
            Map.of("pooling", "average"),
            Map.of("dense", 10));
    SequenceForecastTest.assertInRanges(network, 3, 0.9);
  }
}
