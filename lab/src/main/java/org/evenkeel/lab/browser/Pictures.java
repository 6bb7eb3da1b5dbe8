// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.lab.browser;

import java.util.ArrayList;
import java.util.List;
import org.evenkeel.data.Examples;
import org.evenkeel.lab.training.Perceptron;
import org.evenkeel.lab.training.Softmax;

/**
 * Small grey pictures as text, row after row from the top: a character for each pixel, {@code '0'}
 * for the least and {@value #LEVELS} more for the most.
 */
final class Pictures {

  /** Levels above the least; the level in the middle is 0, or no answer. */
  private static final int LEVELS = 62;

  private static final int FINE = 44;
  private static final int COARSE = 14;
  private static final int SHOWN_UNITS = 10;
  private static final int SHOWN_DIGITS = 20;

  private Pictures() {}

  /** How far the plane is shown to all sides: a tenth beyond the points. */
  static double reach(Examples points) {
    double most = 0;
    for (float feature : points.features()) {
      most = Math.max(most, Math.abs(feature));
    }
    return 1.1 * most;
  }

  /** The probability of the second class over the plane, from -reach to reach. */
  static String plane(Perceptron network, double reach) {
    double[] outputs = network.outputs(grid(FINE, reach));
    StringBuilder picture = new StringBuilder();
    for (int i = 0; i < FINE * FINE; i++) {
      Softmax.normalize(outputs, 2 * i, 2);
      picture.append(level(2 * outputs[2 * i + 1] - 1));
    }
    return picture.toString();
  }

  /** The activations of the first units over the plane, each relative to its largest. */
  static List<String> units(Perceptron network, double reach) {
    double[] activations = network.firstActivations(grid(COARSE, reach));
    int units = network.units(0);
    List<String> pictures = new ArrayList<>();
    for (int u = 0; u < Math.min(units, SHOWN_UNITS); u++) {
      double[] one = new double[COARSE * COARSE];
      for (int i = 0; i < one.length; i++) {
        one[i] = activations[i * units + u];
      }
      pictures.add(relative(one));
    }
    return pictures;
  }

  /** The weights of the first units over the pixels, each relative to its largest. */
  static List<String> templates(Perceptron network) {
    List<String> pictures = new ArrayList<>();
    int units = network.units(0);
    double[] weights = network.weights(0);
    int inputs = weights.length / units;
    for (int u = 0; u < Math.min(units, SHOWN_UNITS); u++) {
      double[] one = new double[inputs];
      System.arraycopy(weights, u * inputs, one, 0, inputs);
      pictures.add(relative(one));
    }
    return pictures;
  }

  /** The first digits of the examples, with their classes. */
  static List<Object> digits(Examples examples) {
    List<Object> digits = new ArrayList<>();
    int pixels = examples.featuresPerExample();
    for (int d = 0; d < SHOWN_DIGITS; d++) {
      StringBuilder picture = new StringBuilder();
      for (int i = 0; i < pixels; i++) {
        picture.append(level(2 * examples.features()[d * pixels + i] - 1));
      }
      digits.add(List.of(picture, examples.labels()[d]));
    }
    return digits;
  }

  /** What a network takes the first digits of the examples for. */
  static List<Integer> answers(Perceptron network, Examples examples) {
    Examples first = examples.first(SHOWN_DIGITS);
    double[] batch = new double[first.features().length];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = first.features()[i];
    }
    double[] outputs = network.outputs(batch);
    int classes = outputs.length / first.size();
    List<Integer> answers = new ArrayList<>();
    for (int d = 0; d < first.size(); d++) {
      answers.add(Softmax.best(outputs, d * classes, classes));
    }
    return answers;
  }

  /** The points in the middles of the pixels. */
  private static double[] grid(int side, double reach) {
    double[] points = new double[2 * side * side];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int i = 2 * (row * side + column);
        points[i] = reach * ((2 * column + 1.0) / side - 1);
        points[i + 1] = reach * (1 - (2 * row + 1.0) / side);
      }
    }
    return points;
  }

  private static String relative(double[] values) {
    double most = 0;
    for (double value : values) {
      most = Math.max(most, Math.abs(value));
    }
    StringBuilder picture = new StringBuilder();
    for (double value : values) {
      picture.append(level(most > 0 ? value / most : 0));
    }
    return picture.toString();
  }

  /** The character of a value from -1 to 1; that of 0 for what is no number. */
  private static char level(double value) {
    double shown = Double.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value));
    return (char) ('0' + (int) Math.round((shown + 1) / 2 * LEVELS));
  }
}
