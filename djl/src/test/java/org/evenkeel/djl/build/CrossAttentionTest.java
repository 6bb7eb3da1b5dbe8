// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.djl.draw.FirstWeights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.plan.InitializationPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention to a memory as a Block, beside its definition, and its forecast, beside draws. */
class CrossAttentionTest {

  private static final int WIDTH = 64;

  private static final Map<String, Object> TABLE =
      Map.of("embedding", Map.of("vocabulary", 500, "units", WIDTH));

  private static final Map<String, Object> NORM = Map.of("normalization", "token");

  /** Two tokens of memory, the first of three, are weighed by the softmax of scaled products. */
  @Test
  void attentionWeighsTheValuesOfTheMemory() {
    Network network =
        NetworkTree.read(
            Map.of(
                "input",
                List.of(2, 3),
                "layers",
                List.of(
                    Map.of(
                        "memory",
                        Map.of(
                            "name", "source", "tokens", 2, "layers", List.of(Map.of("dense", 3)))),
                    Map.of("attention", Map.of("heads", 1, "memory", "source")))));
    NetworkBlock block = NetworkBlock.of(network);
    FirstWeights.of(Start.of("lecun").withBiasVariance(1)).applyTo(block);
    try (NDManager manager = NDManager.newBaseManager()) {
      block.initialize(manager, DataType.FLOAT32, block.inputShape(1));
      float[] x = {1, -0.5f, 2, 0.25f, 1.5f, -1}; // features, tokens
      NDArray in = manager.create(x, block.inputShape(1));
      float[] y =
          block
              .forward(new ParameterStore(manager, false), new NDList(in), false)
              .head()
              .toFloatArray();
      double[] first = dense(block, 0, x[0], x[3]);
      double[] second = dense(block, 0, x[1], x[4]);
      double[] query = dense(block, 1, x[2], x[5]);
      double one = Math.exp(product(query, dense(block, 2, first)) / Math.sqrt(2));
      double two = Math.exp(product(query, dense(block, 2, second)) / Math.sqrt(2));
      double[] mixed = new double[2];
      for (int i = 0; i < 2; i++) {
        mixed[i] =
            (one * dense(block, 3, first)[i] + two * dense(block, 3, second)[i]) / (one + two);
      }
      double[] expected = dense(block, 4, mixed);
      assertEquals(2, y.length);
      assertEquals(expected[0], y[0], 1e-5);
      assertEquals(expected[1], y[1], 1e-5);
    }
  }

  private static double product(double[] one, double[] other) {
    return one[0] * other[0] + one[1] * other[1];
  }

  /** The outputs of one of the dense layers, in the order of their parameters. */
  private static double[] dense(NetworkBlock block, int number, double... x) {
    float[] w = block.getParameters().valueAt(2 * number).getArray().toFloatArray();
    float[] b = block.getParameters().valueAt(2 * number + 1).getArray().toFloatArray();
    double[] y = new double[b.length];
    for (int unit = 0; unit < y.length; unit++) {
      y[unit] = b[unit];
      for (int i = 0; i < x.length; i++) {
        y[unit] += w[unit * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static List<Object> block(boolean post, List<Object> attention) {
    List<Object> layers = new ArrayList<>();
    List<List<Object>> branches = new ArrayList<>();
    attention.forEach(one -> branches.add(List.of(one)));
    branches.add(
        List.of(Map.of("dense", 4 * WIDTH), Map.of("activation", "gelu"), Map.of("dense", WIDTH)));
    for (List<Object> inner : branches) {
      List<Object> branch = new ArrayList<>(inner);
      branch.addAll(0, post ? List.of() : List.of(NORM));
      layers.add(Map.of("residual", Map.of("branch", branch)));
      layers.addAll(post ? List.of(NORM) : List.of());
    }
    return layers;
  }

  /** An encoder of some tokens, or of all, and a decoder of the others. */
  private static Network network(boolean post, int source, int target, int same) {
    Object self = Map.of("attention", Map.of("heads", 4));
    Object causal = Map.of("attention", Map.of("heads", 4, "causal", true));
    Object cross = Map.of("attention", Map.of("heads", 4, "memory", "source"));
    List<Object> start = new ArrayList<>(List.of(TABLE));
    start.addAll(Collections.nCopies(same, Map.of("positions", "segment")));
    List<Object> encoder = new ArrayList<>(start);
    encoder.add(repeat(block(post, List.of(self))));
    encoder.add(NORM);
    Map<String, Object> memory = new HashMap<>(Map.of("name", "source", "layers", encoder));
    if (source > 0) {
      memory.put("tokens", source);
    }
    List<Object> layers = new ArrayList<>(List.of(Map.of("memory", memory)));
    layers.addAll(start);
    layers.add(repeat(block(post, List.of(causal, cross))));
    layers.addAll(List.of(NORM, Map.of("pooling", "average"), Map.of("dense", 10)));
    return NetworkTree.read(Map.of("input", source + target, "layers", layers));
  }

  private static Object repeat(List<Object> block) {
    return Map.of("repeat", Map.of("times", 2, "layers", block));
  }

  /** More and fewer tokens of the memory than others, alike or not, and a memory of all. */
  @ParameterizedTest
  @CsvSource({"false, 16, 8, 0", "false, 6, 16, 1", "true, 16, 8, 1", "false, 0, 16, 1"})
  void drawsLieInTheirRanges(boolean post, int source, int target, int same) {
    SequenceForecastTest.assertInRanges(network(post, source, target, same), 3, 0.9);
  }

  /** What a plan without an engine says of each parameter holds for the Block's. */
  @Test
  void theBlockHasThePlanOfTheNetwork() {
    Network network = network(false, 4, 3, 0);
    NetworkBlock block = NetworkBlock.of(network);
    Start start = Start.of("glorot");
    FirstWeights weights = FirstWeights.of(start).applyTo(block);
    assertEquals(
        sorted(InitializationPlan.of(network, start)),
        sorted(weights.explained(weights.plan(block.inputShape(1)))));
    assertEquals(List.of(), weights.untouched());
  }

  private static List<String> sorted(InitializationPlan plan) {
    return plan.parameters().stream().map(Object::toString).sorted().toList();
  }
}
