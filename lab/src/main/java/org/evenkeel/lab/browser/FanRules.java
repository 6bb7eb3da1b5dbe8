// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.forecast.Forecast;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.signal.InputSignal;
import org.evenkeel.signal.LayerSignal;

/** One layer between fans that differ, by the rules that count the one, the other, or both. */
final class FanRules {

  private static final int MOST = 4096;

  private FanRules() {}

  /** For each rule its variance, n_in·Var(w) and n_out·Var(w). */
  static Map<String, Object> of(int inputs, int units) {
    if (inputs < 1 || inputs > MOST || units < 1 || units > MOST) {
      throw new IllegalArgumentException(
          "from 1 to %d inputs and units: %d, %d".formatted(MOST, inputs, units));
    }
    Network network = Network.perceptron(inputs + "," + units, Formula.activation("tanh"));
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("1/n_in", "lecun");
    rules.put("2/(n_in + n_out)", "glorot");
    List<Map<String, Object>> all = new ArrayList<>();
    rules.forEach(
        (words, rule) -> {
          LayerSignal layer =
              Forecast.of(network, Start.of(rule), InputSignal.STANDARDIZED).layers().get(0);
          double variance = layer.start().variance();
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("rule", words);
          one.put("variance", variance);
          one.put("forward", inputs * variance);
          one.put("backward", units * variance);
          all.add(one);
        });
    return Map.of("rules", all);
  }
}
