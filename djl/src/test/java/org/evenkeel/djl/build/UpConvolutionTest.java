// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.network.TransposedConvolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transposed convolutions and group normalization as Blocks, beside their definitions. */
class UpConvolutionTest {

  private static final int CHANNELS = 4;

  private static float[] output(NetworkBlock block, NDManager manager, float[] x) {
    NDArray in = manager.create(x, block.inputShape(1));
    return block
        .forward(new ParameterStore(manager, false), new NDList(in), false)
        .head()
        .toFloatArray();
  }

  /** Each input adds its window to the output, as {@code torch.nn.ConvTranspose1d} is defined. */
  @ParameterizedTest
  @CsvSource({"2, 2, 0, 0, 1", "3, 2, 1, 1, 2", "4, 1, 2, 0, 1", "1, 3, 0, 2, 4", "5, 3, 4, 0, 2"})
  void everyInputContributesToAWindow(int kernel, int stride, int padding, int more, int groups) {
    int size = 6;
    int out = 8;
    TransposedConvolution layer =
        new TransposedConvolution("up", out, List.of(kernel), stride, padding, more, groups, true);
    Network network = new Network(List.of(CHANNELS, size), List.of(layer));
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("normal(1)").withBiasVariance(1)).applyTo(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      float[] x = Normals.of(3, CHANNELS * size);
      List<NDArray> own = block.getParameters().values().stream().map(p -> p.getArray()).toList();
      float[] w = own.get(0).toFloatArray();
      float[] b = own.get(1).toFloatArray();
      int length = layer.outputShape(new int[] {CHANNELS, size})[1];
      float[] y = new float[out * length];
      for (int i = 0; i < y.length; i++) {
        y[i] = b[i / length];
      }
      int ins = CHANNELS / groups;
      int outs = out / groups;
      for (int c = 0; c < CHANNELS; c++) {
        for (int o = 0; o < outs; o++) {
          for (int at = 0; at < size; at++) {
            for (int tap = 0; tap < kernel; tap++) {
              int to = at * stride - padding + tap;
              if (to >= 0 && to < length) {
                y[(c / ins * outs + o) * length + to] +=
                    w[(c * outs + o) * kernel + tap] * x[c * size + at];
              }
            }
          }
        }
      }
      assertArrayEquals(y, output(block, manager, x), 1e-4f);
    }
  }

  /** On images each axis is one of its own: a kernel of a product of two is both one by one. */
  @Test
  void anImageGrowsAlongBothAxes() {
    TransposedConvolution layer =
        new TransposedConvolution("up", 2, List.of(2, 3), 2, 0, 0, 1, false);
    NetworkBlock block = NetworkBlock.of(new Network(List.of(1, 2, 2), List.of(layer)));
    try (NDManager manager = NDManager.newBaseManager()) {
      FirstWeights.of(Start.of("he")).applyTo(block);
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      NDArray w = block.getParameters().valueAt(0).getArray();
      w.set(new float[] {1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 1});
      float[] y = output(block, manager, new float[] {1, 10, 100, 1000});
      assertEquals(
          new Shape(1, 2, 4, 5), block.getOutputShapes(new Shape[] {new Shape(1, 1, 2, 2)})[0]);
      assertArrayEquals(
          new float[] {
            1, 2, 13, 20, 30, 4, 5, 46, 50, 60, 100, 200, 1300, 2000, 3000, 400, 500, 4600, 5000,
            6000, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0, 0, 0, 0, 0, 0, 100, 0, 1000
          },
          y,
          1e-3f);
    }
  }

  @Test
  void groupsOfChannelsHaveMean0AndVariance1OverAllPositions() {
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                List.of(CHANNELS, 3, 3),
                "layers",
                List.of(
                    Map.of("normalization", Map.of("over", "group", "groups", 2)),
                    Map.of(
                        "convolution",
                        Map.of("channels", CHANNELS, "kernel", 1, "groups", 4, "bias", false)))));
    NetworkBlock block = NetworkBlock.of(network);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      block.getParameters().get("02convolution_weight").getArray().set(new float[] {1, 1, 1, 1});
      float[] x = Normals.of(5, CHANNELS * 9);
      float[] y = output(block, manager, x);
      for (int group = 0; group < 2; group++) {
        double mean = 0;
        double second = 0;
        for (int i = 0; i < 18; i++) {
          mean += x[group * 18 + i] / 18;
        }
        for (int i = 0; i < 18; i++) {
          second += (x[group * 18 + i] - mean) * (x[group * 18 + i] - mean) / 18;
        }
        for (int i = 0; i < 18; i++) {
          double expected = (x[group * 18 + i] - mean) / Math.sqrt(second + 1e-5);
          assertEquals(expected, y[group * 18 + i], 1e-5);
        }
      }
    }
  }

  /** Both are forecast as drawn: 95 % ranges hold at least 9 of 10 of what three draws have. */
  @Test
  void drawsLieInTheirRanges() {
    Map<String, Object> up =
        Map.of("transposed-convolution", Map.of("channels", 16, "kernel", 2, "stride", 2));
    Map<String, Object> same =
        Map.of("convolution", Map.of("channels", 32, "kernel", 3, "padding", 1));
    Map<String, Object> norm = Map.of("normalization", Map.of("over", "group", "groups", 4));
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                List.of(3, 8, 8),
                "layers",
                List.of(
                    same,
                    norm,
                    Map.of("activation", "relu"),
                    Map.of("pooling", Map.of("reduction", "average", "window", 2)),
                    same,
                    norm,
                    Map.of("activation", "relu"),
                    up,
                    same,
                    norm,
                    Map.of("activation", "relu"),
                    Map.of("pooling", "average"),
                    Map.of("dense", 10))));
    SequenceForecastTest.assertInRanges(network, 3, 0.9);
  }
}
