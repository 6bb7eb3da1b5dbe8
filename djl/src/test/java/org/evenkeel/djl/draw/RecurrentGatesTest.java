// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evenkeel.djl.OpenManager;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where the gates lie in DJL's recurrent blocks, seen by running them. */
class RecurrentGatesTest {

  @RegisterExtension static final OpenManager MANAGER = new OpenManager();

  private static Block started(Block block, Start start) {
    FirstWeights.of(start).applyTo(block);
    block.initialize(MANAGER.get(), DataType.FLOAT32, new Shape(1, 1, 3));
    return block;
  }

  private static NDArray array(Block block, String parameter) {
    return block.getParameters().get(parameter).getArray();
  }

  private static void setBias(
      Block block, String parameter, List<String> gates, Map<String, Float> ofGate) {
    WeightShape shape = WeightShape.gateBias(1, gates);
    float[] bias = new float[gates.size()];
    for (int gate = 0; gate < bias.length; gate++) {
      bias[gate] = ofGate.get(shape.parts().get(gate).label());
    }
    MANAGER.get().create(bias).copyTo(array(block, parameter));
  }

  private static float step(Block block, float... states) {
    NDList inputs = new NDList(MANAGER.get().zeros(new Shape(1, 1, 3)));
    for (float state : states) {
      inputs.add(MANAGER.get().full(new Shape(1, 1, 1), state));
    }
    return block.forward(new ParameterStore(MANAGER.get(), false), inputs, false).head().getFloat();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** With zero weights: h = σ(o)·tanh(σ(f)·c + σ(i)·tanh(g)). */
  @Test
  void anLstmHasItsGatesWhereTheirLabelsSay() {
    Block lstm = started(LSTM.builder().setStateSize(1).setNumLayers(1).build(), Start.of("zeros"));
    setBias(
        lstm,
        "l_0_i2h_BIAS",
        WeightShape.LSTM,
        Map.of("input", 0.3f, "forget", -0.7f, "cell", 0.9f, "output", 2f));
    double cell = sigmoid(-0.7) * 1.5 + sigmoid(0.3) * Math.tanh(0.9);
    assertEquals(sigmoid(2) * Math.tanh(cell), step(lstm, 0, 1.5f), 1e-6);
  }

  /** With zero weights: h' = (1 - σ(z))·tanh(n + σ(r)·n') + σ(z)·h, n' from the second bias. */
  @Test
  void aGruHasItsGatesWhereTheirLabelsSay() {
    Block gru = started(GRU.builder().setStateSize(1).setNumLayers(1).build(), Start.of("zeros"));
    setBias(
        gru, "l_0_i2h_BIAS", WeightShape.GRU, Map.of("reset", 0.3f, "update", -0.7f, "new", 0.9f));
    setBias(gru, "l_0_h2h_BIAS", WeightShape.GRU, Map.of("reset", 0f, "update", 0f, "new", 0.5f));
    double fresh = Math.tanh(0.9 + sigmoid(0.3) * 0.5);
    double expected = (1 - sigmoid(-0.7)) * fresh + sigmoid(-0.7) * 1.5;
    assertEquals(expected, step(gru, 1.5f), 1e-6);
  }

  private static Rulebook.Entry entry(String name, List<Kind> kinds, String rule) {
    return new Rulebook.Entry(
        name, kinds, Start.of(rule), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  void aRulebookSetsTheForgetGateAndOrthogonalStates() {
    int n = 12;
    Start start =
        Start.of("lecun")
            .withRulebook(
                new Rulebook(
                    List.of(
                        entry("*i2h_BIAS", List.of(Kind.GATE_BIAS), "forget-bias"),
                        entry("", List.of(Kind.RECURRENT), "orthogonal"))));
    Block lstm = started(LSTM.builder().setStateSize(n).setNumLayers(1).build(), start);
    float[] expected = new float[4 * n];
    java.util.Arrays.fill(expected, n, 2 * n, 1);
    assertArrayEquals(expected, array(lstm, "l_0_i2h_BIAS").toFloatArray());
    assertArrayEquals(new float[4 * n], array(lstm, "l_0_h2h_BIAS").toFloatArray());
    NDArray gates = array(lstm, "l_0_h2h_WEIGHT").stopGradient().reshape(4, n, n);
    float[] products = gates.matMul(gates.transpose(0, 2, 1)).toFloatArray();
    for (int k = 0; k < products.length; k++) {
      assertEquals(k % (n * n) % (n + 1) == 0 ? 1 : 0, products[k], 2e-6);
    }
  }

  @Test
  void anEntryThatMatchesNothingIsNamed() {
    Start start =
        Start.of("lecun")
            .withRulebook(new Rulebook(List.of(entry("decoder*", List.of(), "orthogonal"))));
    Block lstm = LSTM.builder().setStateSize(3).setNumLayers(1).build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> FirstWeights.of(start).applyTo(lstm));
    assertEquals(
        "every pattern must match a parameter: entry 1, \"decoder*\", matches none of"
            + " l_0_i2h_WEIGHT (input-gates), l_0_h2h_WEIGHT (recurrent), l_0_i2h_BIAS (gate-bias),"
            + " l_0_h2h_BIAS (gate-bias); correct or remove it",
        e.getMessage());
  }

  @Test
  void aRuleThatCannotDrawAParameterSaysWhich() {
    Start start =
        Start.of("lecun")
            .withRulebook(new Rulebook(List.of(entry("", List.of(Kind.GATE_BIAS), "he"))));
    Block lstm = LSTM.builder().setStateSize(3).setNumLayers(1).build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> started(lstm, start));
    assertEquals(
        "l_0_i2h_BIAS: a rule needs fans: biases and slopes have none;"
            + " draw them as zeros, constant(v) or normal(std)",
        e.getMessage());
  }

  /**
   * Pins what was found in DJL 0.36 with PyTorch: a layer of two directions runs only without
   * biases, because DJL hands on both directions' weights before their biases and the engine wants
   * each direction's four arrays together.
   */
  @Test
  void twoDirectionsWithBiasesDoNotRunInTheEngine() {
    NDList inputs = new NDList(MANAGER.get().ones(new Shape(1, 2, 3)));
    for (boolean biases : new boolean[] {false, true}) {
      Block lstm =
          started(
              LSTM.builder()
                  .setStateSize(4)
                  .setNumLayers(1)
                  .optBidirectional(true)
                  .optHasBiases(biases)
                  .build(),
              Start.of("lecun"));
      ParameterStore store = new ParameterStore(MANAGER.get(), false);
      if (biases) {
        assertThrows(EngineException.class, () -> lstm.forward(store, new NDList(inputs), false));
      } else {
        assertEquals(
            new Shape(1, 2, 8), lstm.forward(store, new NDList(inputs), false).head().getShape());
      }
    }
  }
}
