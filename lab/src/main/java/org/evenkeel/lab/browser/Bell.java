// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.init.Start;
import org.evenkeel.lab.training.FirstWeights;
import org.evenkeel.network.Network;

/** The weights of one layer by rule 1/n: a Gaussian times √(1/n). */
final class Bell {

  private static final int UNITS = 4000;
  private static final int MOST = 64;
  private static final int BINS = 61;
  private static final double REACH = 3;

  private Bell() {}

  /** The histogram of the weights, and their measured variance. */
  static Map<String, Object> of(int inputs, int seed) {
    if (inputs < 1 || inputs > MOST) {
      throw new IllegalArgumentException("from 1 to %d inputs: %d".formatted(MOST, inputs));
    }
    Network network = Network.perceptron(inputs + "," + UNITS, Formula.activation("identity"));
    FirstWeights first = new FirstWeights(network, Start.of("1/n").withSeed(seed));
    FloatBuffer weights = FloatBuffer.wrap(first.weights(network.weightedLayers().get(0)));
    double[] shares = new double[BINS];
    double second = 0;
    int count = weights.remaining();
    while (weights.hasRemaining()) {
      double w = weights.get();
      second += w * w / count;
      int bin = (int) Math.floor((w / REACH + 1) / 2 * BINS);
      shares[Math.max(0, Math.min(BINS - 1, bin))] += 1.0 / count;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("reach", REACH);
    all.put("shares", shares);
    all.put("count", count);
    all.put("variance", second);
    all.put("deviation", Math.sqrt(second));
    return all;
  }
}
