// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.training;

/** Softmax and its cross-entropy. */
public final class Softmax {

  private Softmax() {}

  /** The mean cross-entropy of a batch; the outputs become its gradient by them. */
  static double lossAndGradient(double[] outputs, int[] labels) {
    int classes = outputs.length / labels.length;
    double loss = 0;
    for (int e = 0; e < labels.length; e++) {
      int from = e * classes;
      loss += loss(outputs, from, classes, labels[e]) / labels.length;
      normalize(outputs, from, classes);
      outputs[from + labels[e]] -= 1;
      for (int k = from; k < from + classes; k++) {
        outputs[k] /= labels.length;
      }
    }
    return loss;
  }

  /** The cross-entropy of one example, ln Σ e^o - o of its class. */
  static double loss(double[] outputs, int from, int classes, int label) {
    double most = outputs[from + best(outputs, from, classes)];
    double sum = 0;
    for (int k = from; k < from + classes; k++) {
      sum += StrictMath.exp(outputs[k] - most);
    }
    return StrictMath.log(sum) + most - outputs[from + label];
  }

  /** Probabilities in place of the outputs of one example. */
  public static void normalize(double[] outputs, int from, int classes) {
    double most = outputs[from + best(outputs, from, classes)];
    double sum = 0;
    for (int k = from; k < from + classes; k++) {
      outputs[k] = StrictMath.exp(outputs[k] - most);
      sum += outputs[k];
    }
    for (int k = from; k < from + classes; k++) {
      outputs[k] /= sum;
    }
  }

  /** The class with the largest output of one example. */
  public static int best(double[] outputs, int from, int classes) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (outputs[from + k] > outputs[from + best]) {
        best = k;
      }
    }
    return best;
  }
}
