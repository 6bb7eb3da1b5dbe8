// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.evenkeel.text.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Examples in parts, for training and for validation, and those that are looked at once at the end.
 *
 * @param training the training examples
 * @param validation the validation examples
 * @param test the test examples; null if there are none
 */
public record Split(Examples training, Examples validation, @Nullable Examples test) {

  /** Examples without a test part. */
  public Split(Examples training, Examples validation) {
    this(training, validation, null);
  }

  /**
   * Checks that both parts have the same shape and classes.
   *
   * @throws IllegalArgumentException if they do not
   */
  public Split {
    if (!training.shape().equals(validation.shape())) {
      throw new IllegalArgumentException(
          "training and validation examples must have one shape: %s and %s; take them from one source"
              .formatted(training.shape(), validation.shape()));
    }
    if (!training.classNames().equals(validation.classNames())) {
      throw new IllegalArgumentException(
          "training and validation examples must have the same classes: %d and %d; take them from one source"
              .formatted(training.classes(), validation.classes()));
    }
  }

  /**
   * Splits examples at random, with the same share of every class.
   *
   * <p>Of n examples, round(share · n) are for validation, at least one and at most n - 1. The
   * number from each class is its share of these, rounded by the largest remainder; the last
   * example of a class goes to training if possible. Both parts are in random order.
   *
   * @param examples at least two examples
   * @param validation the share of validation examples, above 0 and below 1
   * @param seed the seed of the order
   * @throws IllegalArgumentException if the share is out of range or there is only one example
   */
  public static Split of(Examples examples, double validation, long seed) {
    if (!(validation > 0 && validation < 1)) {
      throw new IllegalArgumentException(
          "the validation share must be above 0 and below 1: %s; 0.2 is usual"
              .formatted(validation));
    }
    int size = examples.size();
    if (size < 2) {
      throw new IllegalArgumentException(
          "a split needs an example for each part: %s has %d; add examples"
              .formatted(examples.name(), size));
    }
    int wanted = (int) Math.max(1, Math.min(size - 1, Math.round(validation * size)));
    int[] left = shares(examples, wanted);
    int[] labels = examples.strata();
    int[] order = RandomSequence.permutation(seed, "split", size);
    int[] training = new int[size - wanted];
    int[] validating = new int[wanted];
    int trainings = 0;
    int validatings = 0;
    for (int position : order) {
      if (left[labels[position]]-- > 0) {
        validating[validatings++] = position;
      } else {
        training[trainings++] = position;
      }
    }
    return new Split(examples.rows(training), examples.rows(validating));
  }

  /** The number of validation examples from each class. */
  private static int[] shares(Examples examples, int wanted) {
    int[] sizes = new int[examples.classes()];
    for (int label : examples.strata()) {
      sizes[label]++;
    }
    long size = examples.size();
    int[] shares = Arrays.stream(sizes).map(s -> (int) ((long) s * wanted / size)).toArray();
    int missing = wanted - Arrays.stream(shares).sum();
    int[] roundedUp =
        IntStream.range(0, sizes.length)
            .boxed()
            .filter(k -> shares[k] < sizes[k])
            .sorted(
                Comparator.comparing((Integer k) -> shares[k] + 1 == sizes[k])
                    .thenComparing(k -> -((long) sizes[k] * wanted % size)))
            .limit(missing)
            .mapToInt(Integer::intValue)
            .toArray();
    for (int k : roundedUp) {
      shares[k]++;
    }
    return shares;
  }

  /** The same parts for training and validation alone. */
  public Split withoutTest() {
    return test == null ? this : new Split(training, validation);
  }

  /**
   * All parts with the label of the last feature of each example alone.
   *
   * @throws IllegalArgumentException if an example has none there
   */
  public Split withLastLabels() {
    return map(Examples::withLastLabels);
  }

  /** All parts, each changed. */
  private Split map(UnaryOperator<Examples> change) {
    return new Split(
        change.apply(training), change.apply(validation), test == null ? null : change.apply(test));
  }

  /**
   * Both parts with the features that are NaN replaced by their means over the training part; the
   * same parts if there are none.
   *
   * @throws IllegalArgumentException if a feature has no value in the training part
   */
  Split withoutMissing() {
    float[] features = training.features();
    int width = training.featuresPerExample();
    double[] sum = new double[width];
    int[] known = new int[width];
    for (int i = 0; i < features.length; i++) {
      if (!Float.isNaN(features[i])) {
        sum[i % width] += features[i];
        known[i % width]++;
      }
    }
    for (int j = 0; j < width; j++) {
      if (known[j] == 0) {
        throw new IllegalArgumentException(
            "every feature needs a value to train on: %s has none for feature %d; remove the column"
                .formatted(OneLine.beginning(training.name()), j + 1));
      }
      sum[j] /= known[j];
    }
    return map(part -> filled(part, sum));
  }

  private static Examples filled(Examples examples, double[] means) {
    float[] features = examples.features();
    boolean copied = false;
    for (int i = 0; i < features.length; i++) {
      if (Float.isNaN(features[i])) {
        features = copied ? features : features.clone();
        copied = true;
        features[i] = (float) means[i % means.length];
      }
    }
    return copied ? examples.withFeatures(features) : examples;
  }

  /** Both parts, standardized by the means and standard deviations of the training part. */
  public Split standardized() {
    Standardization standardization = Standardization.of(training);
    Split scaled = map(standardization::apply);
    return training.isRegression() ? scaled.withStandardTargets() : scaled;
  }

  /** Both parts with targets of mean 0 and variance 1 in the training part. */
  private Split withStandardTargets() {
    double mean = 0;
    for (float target : training.targets()) {
      mean += target / (double) training.size();
    }
    double std = Math.sqrt(training.targetVariance());
    if (std == 0) {
      throw new IllegalArgumentException(
          "targets must differ: each of the %d to train on of %s is %s; choose the target column"
              .formatted(training.size(), training.name(), training.targets()[0]));
    }
    double center = mean;
    return map(part -> scaled(part, center, std));
  }

  private static Examples scaled(Examples examples, double mean, double std) {
    float[] targets = examples.targets().clone();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) ((targets[i] - mean) / std);
    }
    return Examples.withTargets(
        examples.name(),
        examples.shape(),
        examples.features(),
        targets,
        examples.classNames().get(0));
  }

  /**
   * One of several folds: its part of all examples to validate, the others to train on.
   *
   * @param index from 0 to count - 1
   * @param count the number of folds, at least 2 and at most the number of examples
   */
  public Split fold(int index, int count, long seed) {
    int first = training.size();
    int all = first + validation.size();
    if (count < 2 || count > all) {
      throw new IllegalArgumentException(
          "the number of folds must be from 2 to the %d examples: %d; 5 are usual"
              .formatted(all, count));
    }
    Examples both = training.and(validation);
    int[] order = RandomSequence.permutation(seed, "folds", all);
    int[] strata = both.strata();
    // By class, then at random, so that each fold has its share of every class.
    int[] dealt =
        Arrays.stream(order)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> strata[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Split(
        both.rows(
            IntStream.range(0, all).filter(i -> i % count != index).map(i -> dealt[i]).toArray()),
        both.rows(
            IntStream.range(0, all).filter(i -> i % count == index).map(i -> dealt[i]).toArray()),
        test);
  }

  /**
   * Both parts in another shape with as many features.
   *
   * @throws IllegalArgumentException if the number of features differs
   */
  public Split reshaped(List<Integer> shape) {
    return map(part -> part.reshaped(shape));
  }
}
