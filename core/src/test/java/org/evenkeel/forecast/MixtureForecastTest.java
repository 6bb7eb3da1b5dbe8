// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.evenkeel.init.Rulebook;
import org.evenkeel.init.Start;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.network.RulebookTree;
import org.evenkeel.sample.SampleShares;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixtures of experts, and other merged branches: what theory says of them exactly. */
class MixtureForecastTest {

  private static final double TOLERANCE = 1e-9;

  private static final double CORRELATION = 0.3;

  private static final int WIDTH = 64;

  /** The router, the experts, a layer behind their sum, and a last one. */
  private static List<LayerSignal> forecast(int experts, Start start) {
    List<Object> branches = new ArrayList<>();
    branches.add(List.of(Map.of("dense", Map.of("units", experts, "name", "router"))));
    branches.addAll(Collections.nCopies(experts, List.of(Map.of("dense", WIDTH))));
    return Forecast.of(
            NetworkTree.read(
                Map.of(
                    "input",
                    WIDTH,
                    "layers",
                    List.of(
                        Map.of("mixture", branches), Map.of("dense", WIDTH), Map.of("dense", 10)))),
            start,
            InputSignal.STANDARDIZED.withCorrelation(CORRELATION))
        .layers();
  }

  /**
   * Equal weights make E experts of variance 1 a sum of variance 1/E, in which inputs are as alike
   * as before; each expert gets 1/E² of its gradient, and all together pass 1/E on.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void equalWeightsMakeAMean(int experts) {
    Rulebook equal =
        RulebookTree.read(
            Map.of("rules", List.of(Map.of("name", "*router.weight", "rule", "zeros"))));
    List<LayerSignal> rows = forecast(experts, Start.of("lecun").withRulebook(equal));
    LayerSignal behind = rows.get(experts + 1);
    assertEquals(1.0 / experts, behind.forward().predicted(), TOLERANCE);
    assertEquals(CORRELATION, behind.correlation().predicted(), 0.01);
    double before = behind.gradient().predicted();
    for (LayerSignal expert : rows.subList(1, experts + 1)) {
      assertEquals(1.0 / experts / experts, expert.gradient().predicted() / before, TOLERANCE);
    }
  }

  /**
   * Logits of variance 1 leave Σp² of the experts' second moment; two inputs have as much of that
   * in common as E Σp² to the power of their correlation over E.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void aRouterThatVariesLeavesMore(int experts) {
    double share = SampleShares.squares(experts, 1);
    LayerSignal behind = forecast(experts, Start.of("lecun")).get(experts + 1);
    assertEquals(share, behind.forward().predicted(), TOLERANCE);
    double common = CORRELATION * Math.pow(experts * share, CORRELATION) / experts / share;
    assertEquals(common, behind.correlation().predicted(), 0.01);
  }

  /** The input times its sigmoid is SiLU, whose factors are not independent. */
  @Test
  void aProductOfTheInputAndItsActivationIsOneFunction() {
    Object product =
        Map.of("product", List.of(List.of(), List.of(Map.of("activation", "sigmoid"))));
    assertSameForecasts(Map.of("activation", "silu"), product);
  }

  /** What a gate weighs is all of the input. */
  @Test
  void aGatedSumOfTheInputAndItselfIsTheInput() {
    List<Object> gate = List.of(Map.of("activation", "sigmoid"));
    Object sum = Map.of("gated-sum", List.of(gate, List.of(), List.of()));
    assertSameForecasts(Map.of("activation", "identity"), sum);
  }

  private static void assertSameForecasts(Object function, Object merge) {
    List<LayerSignal> expected = chain(function);
    List<LayerSignal> found = chain(merge);
    for (int l = 0; l < expected.size(); l++) {
      double second = expected.get(l).forward().predicted();
      assertEquals(second, found.get(l).forward().predicted(), 1e-6 * second);
      assertEquals(
          expected.get(l).correlation().predicted(), found.get(l).correlation().predicted(), 1e-6);
      double gradient = expected.get(l).gradient().predicted() / last(expected);
      assertEquals(gradient, found.get(l).gradient().predicted() / last(found), 1e-5 * gradient);
    }
  }

  private static double last(List<LayerSignal> layers) {
    return layers.get(layers.size() - 1).gradient().predicted();
  }

  private static List<LayerSignal> chain(Object between) {
    List<Object> layers = new ArrayList<>(List.of(Map.of("dense", WIDTH)));
    for (int l = 0; l < 6; l++) {
      layers.add(between);
      layers.add(Map.of("dense", WIDTH));
    }
    return Forecast.of(
            NetworkTree.read(Map.of("input", WIDTH, "layers", layers)),
            Start.of("lecun"),
            InputSignal.STANDARDIZED.withCorrelation(CORRELATION))
        .layers();
  }
}
