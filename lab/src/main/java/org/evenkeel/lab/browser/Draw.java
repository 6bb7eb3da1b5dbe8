// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.evenkeel.activation.Activation;
import org.evenkeel.lab.training.FirstWeights;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * One draw of a perceptron's weights, the same bits as by the command, and a batch of noise that
 * goes through.
 */
final class Draw {

  private static final int EXAMPLES = 64;
  private static final int BINS = 41;

  /** The histograms reach so many deviations of the layer to both sides. */
  private static final double REACH = 4;

  private final FirstWeights weights;
  private final List<Network.Placed> layers;
  private final Activation f;
  private double[] signal; // example after example
  private int size;
  private int next;

  private Draw(Setting setting) {
    Network network = setting.network();
    weights = new FirstWeights(network, setting.start());
    layers = network.weightedLayers();
    f = setting.function();
    size = Setting.INPUTS;
    float[] noise = new float[EXAMPLES * size];
    RandomFill.normal(Key.of(setting.seed(), "lab.noise"), 0, FloatBuffer.wrap(noise), 1);
    signal = new double[noise.length];
    for (int i = 0; i < noise.length; i++) {
      signal[i] = noise[i];
    }
  }

  /** The second moment, the correlation and the histogram of every layer. */
  static Map<String, Object> of(Setting setting) {
    if (setting.form() != Setting.Form.PLAIN) {
      throw new IllegalArgumentException("a draw is shown of plain layers only");
    }
    Draw draw = new Draw(setting);
    List<Double> seconds = new ArrayList<>();
    List<Double> correlations = new ArrayList<>();
    List<Map<String, Object>> histograms = new ArrayList<>();
    while (draw.next < draw.layers.size()) {
      double[] z = draw.layer();
      double second = 0;
      for (double one : z) {
        second += one * one / z.length;
      }
      seconds.add(second);
      correlations.add(draw.correlation(z));
      histograms.add(histogram(z, Math.sqrt(second)));
      draw.activate(z);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("signal", seconds);
    all.put("correlation", correlations);
    all.put("histograms", histograms);
    return all;
  }

  /** The pre-activations of the next layer. */
  private double[] layer() {
    Network.Placed placed = layers.get(next++);
    float[] w = weights.weights(placed);
    int units = placed.units();
    float[] b = weights.biases(placed);
    double[] z = new double[EXAMPLES * units];
    for (int e = 0; e < EXAMPLES; e++) {
      for (int i = 0; i < units; i++) {
        double sum = b[i];
        for (int j = 0, x = e * size, at = i * size; j < size; j++) {
          sum += w[at + j] * signal[x + j];
        }
        z[e * units + i] = sum;
      }
    }
    size = units;
    return z;
  }

  private void activate(double[] z) {
    signal = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      signal[i] = f.apply(z[i]);
    }
  }

  /** The mean correlation of an example and the next one, about zero as in forecasts. */
  private double correlation(double[] z) {
    double sum = 0;
    for (int e = 1; e < EXAMPLES; e++) {
      double product = 0;
      double one = 0;
      double other = 0;
      for (int i = 0; i < size; i++) {
        double a = z[(e - 1) * size + i];
        double b = z[e * size + i];
        product += a * b;
        one += a * a;
        other += b * b;
      }
      sum += one * other == 0 ? 1 : product / Math.sqrt(one * other);
    }
    return sum / (EXAMPLES - 1);
  }

  private static Map<String, Object> histogram(double[] z, double deviation) {
    double[] shares = new double[BINS];
    double reach = deviation > 0 && Double.isFinite(deviation) ? REACH * deviation : 1;
    for (double one : z) {
      int bin = (int) Math.floor((one / reach + 1) / 2 * BINS);
      if (bin >= 0 && bin < BINS) {
        shares[bin] += 1.0 / z.length;
      }
    }
    return Map.of("reach", reach, "shares", shares);
  }
}
