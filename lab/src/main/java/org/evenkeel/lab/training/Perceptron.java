// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.activation.Activation;
import org.evenkeel.init.Start;
import org.evenkeel.network.Network;

/**
 * A perceptron with its weights, in double precision, and its gradient by back-propagation.
 *
 * <p>Matrices have one row for each unit, or for each example of a batch.
 */
public final class Perceptron {

  private final Activation f;
  private final int[] widths; // inputs first
  private final double[][] weights;
  private final double[][] biases;
  private final double[][] weightGradients;
  private final double[][] biasGradients;

  /** What enters each layer, and what leaves it before the activation, of the last batch. */
  private final double[][] entered;

  private final double[][] left;

  /** A perceptron with first weights. */
  public Perceptron(Network network, Activation f, Start start) {
    List<Network.Placed> layers = network.weightedLayers();
    FirstWeights first = new FirstWeights(network, start);
    int depth = layers.size();
    this.f = f;
    widths = new int[depth + 1];
    widths[0] = layers.get(0).inputs();
    weights = new double[depth][];
    biases = new double[depth][];
    weightGradients = new double[depth][];
    biasGradients = new double[depth][];
    entered = new double[depth][];
    left = new double[depth][];
    for (int l = 0; l < depth; l++) {
      widths[l + 1] = layers.get(l).units();
      weights[l] = widened(first.weights(layers.get(l)));
      biases[l] = widened(first.biases(layers.get(l)));
      weightGradients[l] = new double[weights[l].length];
      biasGradients[l] = new double[biases[l].length];
    }
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** The number of units of a layer. */
  public int units(int layer) {
    return widths[layer + 1];
  }

  /** The weights of a layer; they change with every step. */
  public double[] weights(int layer) {
    return weights[layer];
  }

  /** The biases of a layer; they change with every step. */
  public double[] biases(int layer) {
    return biases[layer];
  }

  /** The gradient of the weights of a layer, of the last {@link #gradient}. */
  double[] weightGradient(int layer) {
    return weightGradients[layer];
  }

  double[] biasGradient(int layer) {
    return biasGradients[layer];
  }

  /** The outputs for a batch, before softmax; the array is not kept. */
  public double[] outputs(double[] batch) {
    double[] signal = batch;
    int examples = batch.length / widths[0];
    for (int l = 0; l < weights.length; l++) {
      entered[l] = signal;
      left[l] = layer(l, signal, examples);
      signal = left[l];
      if (l < weights.length - 1) {
        signal = new double[left[l].length];
        for (int i = 0; i < signal.length; i++) {
          signal[i] = f.apply(left[l][i]);
        }
      }
    }
    return signal.clone();
  }

  /** The activations of the first layer for a batch. */
  public double[] firstActivations(double[] batch) {
    double[] z = layer(0, batch, batch.length / widths[0]);
    for (int i = 0; i < z.length; i++) {
      z[i] = f.apply(z[i]);
    }
    return z;
  }

  private double[] layer(int l, double[] signal, int examples) {
    int inputs = widths[l];
    int units = widths[l + 1];
    double[] z = new double[examples * units];
    for (int e = 0; e < examples; e++) {
      for (int i = 0; i < units; i++) {
        double sum = biases[l][i];
        for (int j = 0, x = e * inputs, w = i * inputs; j < inputs; j++) {
          sum += weights[l][w + j] * signal[x + j];
        }
        z[e * units + i] = sum;
      }
    }
    return z;
  }

  /** The mean loss of a batch, and behind it the gradient by all weights and biases. */
  double gradient(double[] batch, int[] labels) {
    double[] delta = outputs(batch);
    double loss = Softmax.lossAndGradient(delta, labels);
    for (int l = weights.length - 1; l >= 0; l--) {
      Arrays.fill(weightGradients[l], 0);
      Arrays.fill(biasGradients[l], 0);
      double[] before = back(l, delta, labels.length);
      if (l > 0) {
        for (int i = 0; i < before.length; i++) {
          before[i] *= f.derivative(left[l - 1][i]);
        }
      }
      delta = before;
    }
    return loss;
  }

  /** Adds to the gradients of a layer, and returns the gradient by what entered it. */
  private double[] back(int l, double[] delta, int examples) {
    int inputs = widths[l];
    int units = widths[l + 1];
    double[] before = new double[examples * inputs];
    for (int e = 0; e < examples; e++) {
      for (int i = 0; i < units; i++) {
        double slope = delta[e * units + i];
        biasGradients[l][i] += slope;
        for (int j = 0, x = e * inputs, w = i * inputs; j < inputs; j++) {
          weightGradients[l][w + j] += slope * entered[l][x + j];
          before[x + j] += slope * weights[l][w + j];
        }
      }
    }
    return before;
  }

  /** One step against the last gradient. */
  void descend(double rate) {
    for (int l = 0; l < weights.length; l++) {
      subtract(weights[l], weightGradients[l], rate);
      subtract(biases[l], biasGradients[l], rate);
    }
  }

  private static void subtract(double[] from, double[] gradient, double rate) {
    for (int i = 0; i < from.length; i++) {
      from[i] -= rate * gradient[i];
    }
  }

  /** |dLoss/dW|·|W| of the first layer's weights W, of the last gradient. */
  double firstLayerSensitivity() {
    return norm(weightGradients[0]) * norm(weights[0]);
  }

  private static double norm(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** The number of units of the first layer that differ from all before them. */
  public int distinctUnits() {
    int distinct = 0;
    for (int i = 0; i < widths[1]; i++) {
      int same = 0;
      while (same < i && !alike(same, i)) {
        same++;
      }
      distinct += same == i ? 1 : 0;
    }
    return distinct;
  }

  private boolean alike(int a, int b) {
    int n = widths[0];
    return biases[0][a] == biases[0][b]
        && Arrays.equals(weights[0], a * n, (a + 1) * n, weights[0], b * n, (b + 1) * n);
  }
}
