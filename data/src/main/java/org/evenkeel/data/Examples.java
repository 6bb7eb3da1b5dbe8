// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.List;
import org.evenkeel.random.Key;

/** Labelled examples. */
public final class Examples {

  private final String name;
  private final List<Integer> shape;
  private final float[] features;
  private final int[] labels;
  private final List<String> classNames;

  /**
   * Checks that there is a label for each example and a class for each label.
   *
   * @param name what they are called
   * @param shape the shape of one example, {@code {features}} or {@code {channels, height, width}}
   * @param features the features, example after example, each in row-major order; not copied
   * @param labels the class of each example, from 0; not copied
   * @param classNames the names of the classes
   * @throws IllegalArgumentException if there are no examples, fewer than two classes, or more or
   *     fewer features than the shape says
   */
  public Examples(
      String name, List<Integer> shape, float[] features, int[] labels, List<String> classNames) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.features = features;
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
    if (labels.length == 0) {
      throw new IllegalArgumentException(
          name + " has no examples; give it at least two of each class");
    }
    if (classNames.size() < 2) {
      throw new IllegalArgumentException(
          "a classifier needs at least two classes: %s has one, '%s'; is the label column right?"
              .formatted(name, String.join("", classNames)));
    }
    if (features.length != (long) labels.length * product(shape)) {
      throw new IllegalArgumentException(
          "%s has %,d numbers for %,d examples of shape %s"
              .formatted(name, features.length, labels.length, shape));
    }
  }

  /** What they are called. */
  public String name() {
    return name;
  }

  /** The shape of one example. */
  public List<Integer> shape() {
    return shape;
  }

  /** The features, example after example; the array itself, not to be written to. */
  public float[] features() {
    return features;
  }

  /** The class of each example, from 0; the array itself, not to be written to. */
  public int[] labels() {
    return labels;
  }

  /** The names of the classes. */
  public List<String> classNames() {
    return classNames;
  }

  /** The number of examples. */
  public int size() {
    return labels.length;
  }

  /** The number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** The number of features of one example. */
  public int featuresPerExample() {
    return product(shape);
  }

  /** The examples at these positions, in this order. */
  public Examples rows(int... positions) {
    int width = featuresPerExample();
    float[] taken = new float[positions.length * width];
    int[] takenLabels = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(features, positions[i] * width, taken, i * width, width);
      takenLabels[i] = labels[positions[i]];
    }
    return new Examples(name, shape, taken, takenLabels, classNames);
  }

  /** The first examples. */
  public Examples first(int count) {
    int[] positions = new int[Math.min(count, size())];
    Arrays.setAll(positions, i -> i);
    return rows(positions);
  }

  /**
   * The same examples in another shape of the same size.
   *
   * @throws IllegalArgumentException if the size differs
   */
  public Examples reshaped(List<Integer> other) {
    return new Examples(name, other, features, labels, classNames);
  }

  /** The order in which an epoch goes through the examples: a function of seed and epoch alone. */
  public int[] shuffled(long seed, int epoch) {
    return Order.shuffled(Key.of(seed, "shuffle." + epoch), size());
  }

  private static int product(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
