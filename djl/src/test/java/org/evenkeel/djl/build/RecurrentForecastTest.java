// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.djl.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.forecast.Weights;
import org.evenkeel.init.Start;
import org.evenkeel.network.Layer;
import org.evenkeel.network.Network;
import org.evenkeel.network.NetworkTree;
import org.evenkeel.network.Recurrent;
import org.evenkeel.signal.Cause;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;
import org.evenkeel.signal.SignalProfile;
import org.evenkeel.signal.TimeSignal;
import org.evenkeel.signal.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recurrent layers over tokens: forecasts of states and of gradients over time beside draws. */
class RecurrentForecastTest {

  private static final int STEPS = 16;

  private static final int DRAWS = 6;

  private static Network network(String cell, int same, boolean pooled, boolean bidirectional) {
    List<Object> layers = new ArrayList<>();
    layers.add(Map.of("embedding", Map.of("vocabulary", 500, "units", 32)));
    layers.addAll(Collections.nCopies(same, Map.of("positions", "segment")));
    layers.add(
        Map.of(
            "recurrent",
            Map.of("cell", cell, "units", 48, "name", "cell", "bidirectional", bidirectional)));
    layers.add(
        pooled
            ? Map.of("pooling", Map.of("reduction", "average", "axes", 1))
            : Map.of("token", "last"));
    layers.add(Map.of("dense", 10));
    return NetworkTree.read(Map.of("input", STEPS, "layers", layers));
  }

  private static SignalProfile predicted(Network network, String rule) {
    return Forecast.of(network, Weights.of(Start.of(rule)), InputSignal.WITHOUT_SCALE, 16);
  }

  /**
   * With other seeds and widths, 92 to 98 % of states lay in their ranges of 95 %, so that fewer
   * than 4 of 6 do in 1 of 150 networks, 97 % of gradients over all and 94 % of those over time,
   * which belong together in one draw: less than 80 % in six draws of one network were 3 of 108.
   */
  @ParameterizedTest
  @CsvSource({
    "rnn, 0, false",
    "rnn, 1, true",
    "gru, 0, false",
    "gru, 1, true",
    "lstm, 0, false",
    "lstm, 0, true"
  })
  void drawsLieInTheirRanges(String cell, int same, boolean pooled) {
    Network network = network(cell, same, pooled, false);
    int states = 0;
    int inside = 0;
    int all = 0;
    for (long seed = 1; seed <= DRAWS; seed++) {
      LayerSignal row = SequenceForecastTest.profile(network, seed).layers().get(1 + same);
      assertEquals("cell", row.name());
      states += row.forward().asPredicted() ? 1 : 0;
      for (TimeSignal.Step step : row.time().steps()) {
        inside += step.gradient().asPredicted() ? 1 : 0;
        all++;
      }
    }
    assertEquals(DRAWS * STEPS, all);
    assertTrue(states >= DRAWS - 2, states + " of " + DRAWS);
    assertTrue(inside >= 0.75 * all, inside + " of " + all);
  }

  /**
   * Behind a layer is a series whose steps are alike, and grow from the first on: of 64 draws of
   * such networks, 95 to 98 % of E[z²] and correlations were in their ranges, so that 18 of 24 are
   * missed in fewer than 1 of 1,000 runs.
   */
  @ParameterizedTest
  @CsvSource({"lstm, false", "gru, true", "rnn_relu, false"})
  void layersBehindLayersAreForecast(String cell, boolean bidirectional) {
    Network one = network(cell, 0, true, bidirectional);
    List<Layer> layers = new ArrayList<>(one.layers());
    layers.add(2, new Recurrent("next", "next", 0, ((Recurrent) layers.get(1)).cell(), 32, false));
    Network network = new Network(one.input(), layers);
    int inside = 0;
    for (long seed = 1; seed <= 12; seed++) {
      List<LayerSignal> rows = SequenceForecastTest.profile(network, seed).layers();
      LayerSignal row = rows.get(rows.size() - 2);
      assertEquals("next", row.name());
      inside += row.forward().asPredicted() ? 1 : 0;
      inside += row.correlation().asPredicted() ? 1 : 0;
    }
    assertTrue(inside >= 18, inside + " of 24");
  }

  /** The mean logarithm of draws' factor a step back is near the forecast's. */
  @ParameterizedTest
  @ValueSource(strings = {"rnn", "gru", "lstm"})
  void theFactorAStepBackIsForecast(String cell) {
    Network network = network(cell, 0, false, false);
    double sum = 0;
    for (long seed = 1; seed <= DRAWS; seed++) {
      TimeSignal time = SequenceForecastTest.profile(network, seed).layers().get(1).time();
      sum += Math.log(time.factor() / time.predicted()) / DRAWS;
    }
    assertEquals(0, sum, 0.15, cell);
  }

  /** Both directions have a row of their own, and one read at its first step stays as it is. */
  @Test
  void bothDirectionsHaveRows() {
    List<LayerSignal> rows = predicted(network("lstm", 0, true, true), "lecun").layers();
    Map<String, LayerSignal> byName = new HashMap<>();
    rows.forEach(row -> byName.put(row.name(), row));
    LayerSignal ahead = byName.get("cell");
    LayerSignal back = byName.get("cell.reverse");
    assertEquals(ahead.forward().predicted(), back.forward().predicted(), 1e-12);
    double first = byName.get("embedding1").gradient().predicted();
    assertTrue(first > 0 && first < Double.POSITIVE_INFINITY, "gradient " + first);
  }

  /** A gain too small for 16 steps is found without a draw. */
  @Test
  void aGradientThatVanishesThroughTimeIsForecast() {
    Verdict verdict = predicted(network("rnn", 0, false, false), "lecun*0.001").verdict();
    assertEquals(Verdict.State.VANISHING, verdict.state(), verdict.toString());
    assertTrue(verdict.cause() instanceof Cause.ThroughTime, verdict.toString());
    assertEquals("cell", verdict.layer());
    Verdict healthy = predicted(network("lstm", 0, false, false), "lecun").verdict();
    assertTrue(healthy.healthy(), healthy.toString());
  }
}
