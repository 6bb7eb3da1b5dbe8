// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.evenkeel.gaussian.NormalDistribution;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/** One unit, z = Σ w·x over n standardized inputs, drawn many times, beside N(0, 1). */
final class Neuron {

  private static final int DRAWS = 4000;
  private static final int BINS = 49;
  private static final int MOST = 1024;

  /** The histogram reaches from -REACH to REACH. */
  private static final double REACH = 6;

  private Neuron() {}

  /**
   * The histogram of z, and its variance.
   *
   * @param inputs n, at most 1,024
   * @param variance Var(w)
   */
  static Map<String, Object> of(int inputs, double variance, int seed) {
    if (inputs < 1 || inputs > MOST || !(variance >= 0 && variance < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "from 1 to %d inputs, and a variance: %d, %s".formatted(MOST, inputs, variance));
    }
    float[] w = new float[inputs];
    float[] x = new float[inputs];
    double deviation = Math.sqrt(variance);
    double[] shares = new double[BINS];
    double second = 0;
    for (int d = 0; d < DRAWS; d++) {
      long from = (long) d * inputs;
      RandomFill.normal(Key.of(seed, "lab.w"), from, FloatBuffer.wrap(w), 1);
      RandomFill.normal(Key.of(seed, "lab.x"), from, FloatBuffer.wrap(x), 1);
      double z = 0;
      for (int i = 0; i < inputs; i++) {
        z += deviation * w[i] * x[i];
      }
      second += z * z / DRAWS;
      int bin = (int) Math.floor((z / REACH + 1) / 2 * BINS);
      shares[Math.max(0, Math.min(BINS - 1, bin))] += 1.0 / DRAWS;
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("reach", REACH);
    all.put("shares", shares);
    all.put("normal", normal());
    all.put("variance", second);
    return all;
  }

  /** The shares of N(0, 1) in the same bins. */
  private static double[] normal() {
    double[] shares = new double[BINS];
    double width = 2 * REACH / BINS;
    for (int i = 0; i < BINS; i++) {
      double from = i * width - REACH;
      shares[i] = NormalDistribution.cdf(from + width) - NormalDistribution.cdf(from);
    }
    return shares;
  }
}
