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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixtures of experts: what theory says of them exactly. */
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
}
