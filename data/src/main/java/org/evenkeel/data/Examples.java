// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled examples of one shape. Arrays are shared, not copied, and must not be written to;
 * examples with equal numbers in other arrays are not equal.
 *
 * @param name their name
 * @param shape the shape of one example, {@code {features}} or {@code {channels, height, width}}
 * @param features the features, example after example, each in row-major order
 * @param labels the class of each example, from 0
 * @param classNames the name of each class; at least two
 */
@SuppressWarnings("ArrayRecordComponent") // shared, and compared by identity
public record Examples(
    String name, List<Integer> shape, float[] features, int[] labels, List<String> classNames) {

  /**
   * Checks that the arrays fit together.
   *
   * @throws IllegalArgumentException if there are no examples, fewer than two classes, a label
   *     without a class, or a number of features that does not match shape and labels
   */
  public Examples {
    shape = List.copyOf(shape);
    classNames = List.copyOf(classNames);
    if (labels.length == 0) {
      throw new IllegalArgumentException(
          "there must be at least one example: %s has none; add rows".formatted(name));
    }
    if (classNames.size() < 2) {
      throw new IllegalArgumentException(
          "there must be at least two classes to tell apart: %s has only %s; check which column is the label"
              .formatted(name, classNames));
    }
    if (shape.isEmpty() || shape.stream().anyMatch(axis -> axis < 1)) {
      throw new IllegalArgumentException(
          "every axis of an example must be at least 1: %s has shape %s; give it a feature"
              .formatted(name, shape));
    }
    if (features.length != product(shape) * labels.length) {
      throw new IllegalArgumentException(
          "features must fill %d examples of shape %s: %s has %d of %d; check shape and labels"
              .formatted(
                  labels.length, shape, name, features.length, product(shape) * labels.length));
    }
    for (int label : labels) {
      if (label < 0 || label >= classNames.size()) {
        throw new IllegalArgumentException(
            "labels must be from 0 to %d: %s has %d; name every class"
                .formatted(classNames.size() - 1, name, label));
      }
    }
  }

  /** The number of examples. */
  public int size() {
    return labels.length;
  }

  /** The number of classes, including those without examples. */
  public int classes() {
    return classNames.size();
  }

  /** The number of features of one example: the product of its shape. */
  public int featuresPerExample() {
    return features.length / labels.length;
  }

  /**
   * The examples at the given positions, in that order.
   *
   * @param positions at least one position from 0 to size - 1; may repeat
   */
  public Examples rows(int... positions) {
    int width = featuresPerExample();
    float[] rows = new float[Math.multiplyExact(positions.length, width)];
    int[] rowLabels = new int[positions.length];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(features, positions[i] * width, rows, i * width, width);
      rowLabels[i] = labels[positions[i]];
    }
    return new Examples(name, shape, rows, rowLabels, classNames);
  }

  /** The first {@code count} examples, or all if there are fewer. */
  public Examples first(int count) {
    int size = Math.min(count, size());
    float[] rows = Arrays.copyOf(features, size * featuresPerExample());
    return new Examples(name, shape, rows, Arrays.copyOf(labels, size), classNames);
  }

  /**
   * The same examples in another shape with as many features.
   *
   * @throws IllegalArgumentException if the number of features differs
   */
  public Examples reshaped(List<Integer> other) {
    return new Examples(name, other, features, labels, classNames);
  }

  /**
   * The order of the examples in an epoch, a pure function of seed, epoch and size.
   *
   * @return the positions 0 to size - 1, each once
   */
  public int[] shuffled(long seed, int epoch) {
    return RandomSequence.permutation(seed, "epoch." + epoch, size());
  }

  /** The class names "0", "1", … of the given number of classes. */
  static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  private static long product(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
