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
 * @param labels the class of each example, from 0; or that of each of its features, example after
 *     example, with {@link #UNLABELLED} for those without one
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

  /** The label of a feature without a class. */
  public static final int UNLABELLED = -1;

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
    boolean each = isLabelOfEach(shape, features, labels);
    if (!each && features.length != product(shape) * labels.length) {
      throw new IllegalArgumentException(
          "features must fill %d examples of shape %s: %s has %d of %d; check shape and labels"
              .formatted(
                  labels.length, shape, name, features.length, product(shape) * labels.length));
    }
    for (int label : labels) {
      if (label < (each ? UNLABELLED : 0) || label >= classNames.size()) {
        throw new IllegalArgumentException(
            "labels must be from 0 to %d: %s has %d; name every class"
                .formatted(classNames.size() - 1, name, label));
      }
    }
  }

  /** Whether there is a label for each of several features of an example. */
  private static boolean isLabelOfEach(List<Integer> shape, float[] features, int[] labels) {
    long width = product(shape);
    return width > 1 && features.length == labels.length && labels.length % width == 0;
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

  /** The mean distance of the targets from their median; 0 for classes. */
  public double targetDeviation() {
    if (targets == null) {
      return 0;
    }
    float[] sorted = targets.clone();
    Arrays.sort(sorted);
    float median = sorted[sorted.length / 2];
    double sum = 0;
    for (float target : sorted) {
      sum += Math.abs(target - (double) median);
    }
    return sum / sorted.length;
  }

  /** The share of each class among the labels. */
  public double[] classShares() {
    double[] shares = new double[classes()];
    double labelled = Arrays.stream(labels).filter(label -> label >= 0).count();
    for (int label : labels) {
      if (label >= 0) {
        shares[label] += 1 / labelled;
      }
    }
    return shares;
  }

  /** The number of labels of one example: 1, or one for each of its features. */
  public int labelsPerExample() {
    return labels.length / size();
  }

  /** The class of each example in a split, which keeps their shares; 0 for one of many labels. */
  int[] strata() {
    return labelsPerExample() == 1 ? labels : new int[size()];
  }

  /**
   * The same examples with the label of their last feature alone.
   *
   * @throws IllegalArgumentException if an example has none there
   */
  public Examples withLastLabels() {
    int each = labelsPerExample();
    int[] last = new int[size()];
    for (int i = 0; i < last.length; i++) {
      last[i] = labels[(i + 1) * each - 1];
      if (last[i] < 0) {
        throw new IllegalArgumentException(
            "a network that ends in a vector needs a label at the end of each example: %s has none at the end of example %d; end the network in a vector for each token"
                .formatted(name, i + 1));
      }
    }
    return new Examples(name, shape, features, last, classNames, targets);
  }

  /** Each labelled feature as an example of its own. */
  public Examples labelled() {
    int[] places = IntStream.range(0, labels.length).filter(i -> labels[i] >= 0).toArray();
    float[] values = new float[places.length];
    int[] known = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = features[places[i]];
      known[i] = labels[places[i]];
    }
    return new Examples(name, List.of(1), values, known, classNames);
  }

  /** The same examples with other features. */
  Examples withFeatures(float[] other) {
    return new Examples(name, shape, other, labels, classNames, targets);
  }

  /** The number of examples. */
  public int size() {
    return Math.toIntExact(features.length / product(shape));
  }

  /** The number of classes, including those without examples. */
  public int classes() {
    return classNames.size();
  }

  /** The number of features of one example: the product of its shape. */
  public int featuresPerExample() {
    return Math.toIntExact(product(shape));
  }

  /**
   * The examples at the given positions, in that order.
   *
   * @param positions at least one position from 0 to size - 1; may repeat
   */
  public Examples rows(int... positions) {
    int width = featuresPerExample();
    int each = labelsPerExample();
    float[] rows = new float[Math.multiplyExact(positions.length, width)];
    int[] rowLabels = new int[positions.length * each];
    float[] rowTargets = targets == null ? null : new float[positions.length];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(features, positions[i] * width, rows, i * width, width);
      System.arraycopy(labels, positions[i] * each, rowLabels, i * each, each);
      if (rowTargets != null) {
        rowTargets[i] = targets[positions[i]];
      }
    }
    return new Examples(name, shape, rows, rowLabels, classNames, rowTargets);
  }

  /** The examples from one position up to and without another. */
  public Examples range(int from, int to) {
    return rows(IntStream.range(from, to).toArray());
  }

  /** These examples, then others of the same shape and classes. */
  Examples and(Examples others) {
    float[] both = Arrays.copyOf(features, features.length + others.features.length);
    System.arraycopy(others.features, 0, both, features.length, others.features.length);
    int[] bothLabels = Arrays.copyOf(labels, labels.length + others.labels.length);
    System.arraycopy(others.labels, 0, bothLabels, labels.length, others.labels.length);
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
        Arrays.copyOf(labels, size * labelsPerExample()),
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
