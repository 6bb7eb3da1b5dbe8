// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled examples of one shape. Arrays are shared, not copied, and must not be written to;
 * examples with equal numbers in other arrays are not equal.
 *
 * @param name their name
 * @param shape the shape of one example, {@code {features}} or {@code {channels, height, width}}
 * @param features the features, example after example, each in row-major order
 * @param labels the class of each example, from 0
 * @param classNames the name of each class, at least two; of examples with targets the name of the
 *     target alone
 * @param targets the number to be told from the features of each example; null for classes
 */
@SuppressWarnings("ArrayRecordComponent") // shared, and compared by identity
public record Examples(
    String name,
    List<Integer> shape,
    float[] features,
    int[] labels,
    List<String> classNames,
    float @Nullable [] targets) {

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
    if (targets != null) {
      requireTargets(name, targets, labels.length);
    } else if (classNames.size() < 2) {
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

  /** Examples of classes. */
  public Examples(
      String name, List<Integer> shape, float[] features, int[] labels, List<String> classNames) {
    this(name, shape, features, labels, classNames, null);
  }

  /**
   * Examples with a number each that is to be told from their features.
   *
   * @param target the name of that number
   */
  public static Examples withTargets(
      String name, List<Integer> shape, float[] features, float[] targets, String target) {
    return new Examples(name, shape, features, new int[targets.length], List.of(target), targets);
  }

  private static void requireTargets(String name, float[] targets, int size) {
    if (targets.length != size) {
      throw new IllegalArgumentException(
          "there must be a target for each example: %s has %d for %d; give the others"
              .formatted(name, targets.length, size));
    }
    for (float target : targets) {
      if (!Float.isFinite(target)) {
        throw new IllegalArgumentException(
            "every target must be a finite number: %s has %s; remove the row"
                .formatted(name, target));
      }
    }
  }

  /** Whether the examples have numbers to be told, instead of classes. */
  public boolean isRegression() {
    return targets != null;
  }

  /** The variance of the targets, divided by their number; 0 for classes. */
  public double targetVariance() {
    if (targets == null) {
      return 0;
    }
    double mean = 0;
    for (float target : targets) {
      mean += target / (double) targets.length;
    }
    double variance = 0;
    for (float target : targets) {
      variance += (target - mean) * (target - mean) / targets.length;
    }
    return variance;
  }

  /** The share of each class. */
  public double[] classShares() {
    double[] shares = new double[classes()];
    for (int label : labels) {
      shares[label] += 1.0 / size();
    }
    return shares;
  }

  /** The same examples with other features. */
  Examples withFeatures(float[] other) {
    return new Examples(name, shape, other, labels, classNames, targets);
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
    float[] rowTargets = targets == null ? null : new float[positions.length];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(features, positions[i] * width, rows, i * width, width);
      rowLabels[i] = labels[positions[i]];
      if (rowTargets != null) {
        rowTargets[i] = targets[positions[i]];
      }
    }
    return new Examples(name, shape, rows, rowLabels, classNames, rowTargets);
  }

  /** These examples, then others of the same shape and classes. */
  Examples and(Examples others) {
    float[] both = Arrays.copyOf(features, features.length + others.features.length);
    System.arraycopy(others.features, 0, both, features.length, others.features.length);
    int[] bothLabels = Arrays.copyOf(labels, size() + others.size());
    System.arraycopy(others.labels, 0, bothLabels, size(), others.size());
    float[] bothTargets = null;
    if (targets != null && others.targets != null) {
      bothTargets = Arrays.copyOf(targets, size() + others.size());
      System.arraycopy(others.targets, 0, bothTargets, size(), others.size());
    }
    return new Examples(name, shape, both, bothLabels, classNames, bothTargets);
  }

  /** The first {@code count} examples, or all if there are fewer. */
  public Examples first(int count) {
    int size = Math.min(count, size());
    float[] rows = Arrays.copyOf(features, size * featuresPerExample());
    return new Examples(
        name,
        shape,
        rows,
        Arrays.copyOf(labels, size),
        classNames,
        targets == null ? null : Arrays.copyOf(targets, size));
  }

  /**
   * The same examples in another shape with as many features.
   *
   * @throws IllegalArgumentException if the number of features differs
   */
  public Examples reshaped(List<Integer> other) {
    return new Examples(name, other, features, labels, classNames, targets);
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
