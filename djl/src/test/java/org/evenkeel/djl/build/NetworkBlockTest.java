// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.djl.observe.Probe;
import org.evenkeel.djl.read.ModelParameters;
import org.evenkeel.init.Start;
import org.evenkeel.network.Attention;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Layer.Normalization.Over;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Attention, and normalization of single tokens; other layers are seen by the reader's tests. */
class NetworkBlockTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static NDArray forward(Block block, NDArray x) {
    if (!block.isInitialized()) {
      block.initialize(MANAGER.get(), DataType.FLOAT32, x.getShape());
    }
    return block.forward(new ParameterStore(MANAGER.get(), false), new NDList(x), false).head();
  }

  private static NDArray noise(long... shape) {
    return MANAGER.get().create(Normals.of(5, (int) new Shape(shape).size()), new Shape(shape));
  }

  private static void fill(Block block, String parameter, float... values) {
    NDArray array = block.getDirectParameters().get(parameter).getArray();
    MANAGER.get().create(values, array.getShape()).copyTo(array);
  }

  /** Two heads of one unit each over two tokens, by hand. */
  @Test
  void attentionWeighsValuesByTheSoftmaxOfScaledProducts() {
    Network network =
        new Network(
            List.of(2, 2),
            List.of(
                new Attention(
                    "mix",
                    2,
                    new Layer.Dense("mix.query", 2, false),
                    new Layer.Dense("mix.key", 2, false),
                    new Layer.Dense("mix.value", 2, true),
                    new Layer.Dense("mix.output", 1, true))));
    NetworkBlock block = NetworkBlock.of(network);
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(1));
    List<Block> projections = block.getChildren().valueAt(0).getChildren().values();
    fill(projections.get(0), "weight", 1, 0, 0, 1);
    fill(projections.get(1), "weight", 2, 0, 0, 3);
    fill(projections.get(2), "weight", 0, 1, 1, 0);
    fill(projections.get(2), "bias", 0, 10);
    fill(projections.get(3), "weight", 1, 1);
    fill(projections.get(3), "bias", 100);
    double[][] x = {{0.5, -1}, {0.25, 0.75}}; // features, tokens
    float[] found =
        forward(
                block,
                MANAGER.get().create(new float[] {0.5f, -1, 0.25f, 0.75f}, new Shape(1, 2, 2)))
            .toFloatArray();
    for (int token = 0; token < 2; token++) {
      double expected = 100;
      double[] keys = {2, 3};
      for (int head = 0; head < 2; head++) {
        double e0 = Math.exp(x[head][token] * keys[head] * x[head][0]);
        double e1 = Math.exp(x[head][token] * keys[head] * x[head][1]);
        double[] values = x[1 - head];
        expected += 10 * head + (e0 * values[0] + e1 * values[1]) / (e0 + e1);
      }
      assertEquals(expected, found[token], 1e-4);
    }
  }

  @Test
  void tokensAreNormalizedByThemselves() {
    NDArray x = noise(3, 8, 5).mul(3).add(1);
    NDArray token = forward(network(Over.TOKEN), x);
    NDArray djl = forward(LayerNorm.builder().axis(2).build(), x.swapAxes(1, 2)).swapAxes(1, 2);
    assertArrayEquals(djl.toFloatArray(), token.toFloatArray(), 1e-5f);
    NDArray rms = forward(network(Over.RMS), x);
    NDArray expected = x.div(x.square().mean(new int[] {1}, true).add(1e-5).sqrt());
    assertArrayEquals(expected.toFloatArray(), rms.toFloatArray(), 1e-5f);
    NDArray vector = forward(network(Over.RMS), x.get(":, :, 0"));
    assertArrayEquals(expected.get(":, :, 0").toFloatArray(), vector.toFloatArray(), 1e-5f);
  }

  /** The normalization in front of a layer that changes nothing. */
  private static Block network(Over over) {
    Layer norm = new Layer.Normalization("norm", over);
    Layer dense = new Layer.Convolution("dense", 8, List.of(1), 1, 0, 1, false);
    NetworkBlock block = NetworkBlock.of(new Network(List.of(8, 5), List.of(norm, dense)));
    return block.getChildren().valueAt(0);
  }

  @Test
  void parametersAreDrawnUnderTheNamesOfTheNetwork() {
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                List.of(8, 5),
                "layers",
                List.of(
                    Map.of("normalization", "rms"),
                    Map.of("residual", List.of(Map.of("attention", Map.of("heads", 2)))),
                    Map.of("normalization", "token"),
                    Map.of("attention", Map.of("heads", 4, "units", 16)),
                    Map.of("activation", "gelu"),
                    Map.of("convolution", Map.of("channels", 3, "kernel", 1, "axes", 1)),
                    Map.of("activation", "relu"))));
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights weights = FirstWeights.of(Start.of("auto")).applyTo(block);
    assertEquals(List.of(), weights.untouched());
    assertEquals(
        network.parameters().stream()
            .map(p -> p.name() + " " + p.shape().dimensions() + " " + p.following().name())
            .toList(),
        ModelParameters.in(initialized(block)).all().stream()
            .map(
                p ->
                    p.name()
                        + " "
                        + p.shape().orElseThrow().dimensions()
                        + " "
                        + p.following().name())
            .toList());
    NDArray y = forward(block, noise(2, 8, 5));
    assertEquals(new Shape(2, 3, 5), y.getShape());
    assertTrue(y.abs().max().getFloat() > 0.01);
    assertEquals(
        network.weightedLayers().stream().map(p -> p.layer().name()).toList(),
        Probe.of(block, weights).measure(new NDList(noise(2, 8, 5))).layers().stream()
            .map(signal -> signal.name())
            .toList());
  }

  private static NetworkBlock initialized(NetworkBlock block) {
    block.initialize(MANAGER.get(), DataType.FLOAT32, block.inputShape(2));
    return block;
  }

  @Test
  void whatIsUnknownIsNotBuilt() {
    Network network =
        new Network(
            List.of(4),
            List.of(
                new Layer.Dense("dense", 4, true), new Layer.Unknown("rnn", "LSTM", List.of(2))));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> NetworkBlock.of(network));
    assertTrue(e.getMessage().startsWith("a layer of unknown kind cannot be built: rnn is LSTM"));
  }
}
