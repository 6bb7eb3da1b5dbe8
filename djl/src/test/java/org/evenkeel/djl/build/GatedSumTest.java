// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gated sums as Blocks, beside their definition, and their forecast, beside draws. */
class GatedSumTest {

  private static final int WIDTH = 5;

  private static List<Object> layer(int units, String function) {
    return List.of(Map.of("dense", units), Map.of("activation", function));
  }

  private static float[] weights(NetworkBlock block, int index) {
    return block.getParameters().valueAt(index).getArray().toFloatArray();
  }

  /** The dense layer's output of one unit. */
  private static double dense(float[] w, float[] b, float[] x, int unit) {
    double sum = b[unit];
    for (int i = 0; i < WIDTH; i++) {
      sum += w[unit * WIDTH + i] * x[i];
    }
    return sum;
  }

  @Test
  void theFirstBranchWeighsTheOthers() {
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                WIDTH,
                "layers",
                List.of(
                    Map.of(
                        "gated-sum",
                        List.of(layer(WIDTH, "sigmoid"), layer(WIDTH, "tanh"), List.of())))));
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("lecun").withBiasVariance(1)).applyTo(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      float[] x = Normals.of(3, WIDTH);
      NDArray in = manager.create(x, block.inputShape(1));
      float[] y =
          block
              .forward(new ParameterStore(manager, false), new NDList(in), false)
              .head()
              .toFloatArray();
      for (int i = 0; i < WIDTH; i++) {
        double gate = 1 / (1 + Math.exp(-dense(weights(block, 0), weights(block, 1), x, i)));
        double one = Math.tanh(dense(weights(block, 2), weights(block, 3), x, i));
        assertEquals(gate * one + (1 - gate) * x[i], y[i], 1e-5);
      }
    }
  }

  /** Layers of a highway network, whose third branch is the input, and of three branches alike. */
  @ParameterizedTest
  @CsvSource({"false, tanh", "false, relu", "true, tanh", "true, relu"})
  void drawsLieInTheirRanges(boolean dense, String function) {
    List<Object> other = dense ? layer(128, function) : List.of();
    Map<String, Object> highway =
        Map.of(
            "gated-sum",
            Map.of("branches", List.of(layer(128, "sigmoid"), layer(128, function), other)));
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                128,
                "layers",
                List.of(
                    Map.of("repeat", Map.of("times", 6, "layers", List.of(highway))),
                    Map.of("dense", 10))));
    SequenceForecastTest.assertInRanges(network, 3, 0.9);
  }
}
