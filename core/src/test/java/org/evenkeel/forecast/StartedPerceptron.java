// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.activation.Activations;
import org.evenkeel.init.Assignment;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;
import org.evenkeel.signal.InputSignal;

/**
 * A multilayer perceptron whose parameters a start draws, sent through and back with the gradient
 * of the cross-entropy of its classes: what ranges are held to.
 */
final class StartedPerceptron {

  /** What enters, the same for all seeds. */
  final InputSignal input;

  /** Of each layer: second moment, gradient's by the last hidden layer's, mean correlation. */
  final double[] forward;

  final double[] gradient;
  final double[] correlation;

  StartedPerceptron(Network network, Start start, int examples) {
    List<Network.Placed> layers = network.weightedLayers();
    int depth = layers.size();
    double[][] x = new double[examples][];
    for (int a = 0; a < examples; a++) {
      x[a] = normal("input" + a, layers.get(0).inputs());
    }
    input = InputSignal.measured(second(x), 0, mean(correlations(x)), spread(x), norms(x));
    List<double[][]> weights = new ArrayList<>();
    List<double[][]> sums = new ArrayList<>();
    for (Network.Placed layer : layers) {
      double[] w = drawn(start, network, layer.layer().weightName());
      double[] b = drawn(start, network, layer.layer().biasName());
      double[][] rows = new double[layer.units()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(w, i * layer.inputs(), (i + 1) * layer.inputs());
      }
      weights.add(rows);
      double[][] z = new double[examples][rows.length];
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < rows.length; i++) {
          z[a][i] = b[i] + product(rows[i], x[a]);
        }
      }
      sums.add(z);
      x = new double[examples][rows.length];
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < rows.length; i++) {
          x[a][i] = layer.following().apply(z[a][i]);
        }
      }
    }
    forward = sums.stream().mapToDouble(StartedPerceptron::second).toArray();
    correlation = sums.stream().mapToDouble(z -> mean(correlations(z))).toArray();
    gradient = new double[depth];
    double[][] g = loss(x);
    for (int l = depth - 1; l >= 0; l--) {
      Activation f = layers.get(l).following();
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < g[a].length; i++) {
          g[a][i] *= f.derivative(sums.get(l)[a][i]);
        }
      }
      gradient[l] = second(g);
      double[][] before = new double[examples][layers.get(l).inputs()];
      for (int a = 0; a < examples; a++) {
        for (int i = 0; i < g[a].length; i++) {
          for (int j = 0; j < before[a].length; j++) {
            before[a][j] += g[a][i] * weights.get(l)[i][j];
          }
        }
      }
      g = before;
    }
    boolean linear = layers.get(0).following().equals(Activations.IDENTITY);
    double last = gradient[linear ? depth - 1 : depth - 2];
    for (int l = 0; l < depth; l++) {
      gradient[l] /= last;
    }
  }

  /** p - y of classes that follow one another. */
  private static double[][] loss(double[][] logits) {
    double[][] g = new double[logits.length][];
    for (int a = 0; a < g.length; a++) {
      double most = Arrays.stream(logits[a]).max().orElseThrow();
      double[] p = Arrays.stream(logits[a]).map(z -> Math.exp(z - most)).toArray();
      double sum = Arrays.stream(p).sum();
      g[a] = Arrays.stream(p).map(one -> one / sum).toArray();
      g[a][a * 7 % p.length] -= 1;
    }
    return g;
  }

  private static double[] drawn(Start start, Network network, String name) {
    Network.Parameter parameter =
        network.parameters().stream()
            .filter(one -> one.name().equals(name))
            .findAny()
            .orElseThrow();
    Assignment assigned =
        start.assign(name, parameter.shape().kind(), parameter.following(), parameter.entering());
    float[] values =
        assigned.initializer().draw(parameter.shape(), Key.of(start.seed(), parameter.name()));
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  private static double[] normal(String name, int count) {
    FloatBuffer drawn = FloatBuffer.allocate(count);
    RandomFill.normal(Key.of(0, name), 0, drawn.duplicate(), 1);
    double[] values = new double[count];
    Arrays.setAll(values, i -> drawn.get(i));
    return values;
  }

  private static double product(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double second(double[][] x) {
    return Arrays.stream(x).mapToDouble(one -> product(one, one)).sum() / x.length / x[0].length;
  }

  private static double norms(double[][] x) {
    double mean = second(x);
    return Math.sqrt(
        Arrays.stream(x)
            .mapToDouble(one -> product(one, one) / one.length / mean - 1)
            .map(off -> off * off)
            .average()
            .orElseThrow());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double spread(double[][] x) {
    double[] correlations = correlations(x);
    double mean = mean(correlations);
    return Math.sqrt(
        Arrays.stream(correlations).map(c -> (c - mean) * (c - mean)).average().orElseThrow());
  }

  /** Of neighbouring examples. */
  private static double[] correlations(double[][] x) {
    double[] correlations = new double[x.length - 1];
    for (int a = 0; a + 1 < x.length; a++) {
      correlations[a] =
          product(x[a], x[a + 1]) / Math.sqrt(product(x[a], x[a]) * product(x[a + 1], x[a + 1]));
    }
    return correlations;
  }
}
