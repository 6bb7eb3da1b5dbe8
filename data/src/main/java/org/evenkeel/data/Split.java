// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.text.OneLine;

/**
 * Examples in two parts, for training and for validation.
 *
 * @param training the training examples
 * @param validation the validation examples
 */
public record Split(Examples training, Examples validation) {

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
    int[] labels = examples.labels();
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
    for (int label : examples.labels()) {
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
    return new Split(filled(training, sum), filled(validation, sum));
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
    return copied
        ? new Examples(
            examples.name(), examples.shape(), features, examples.labels(), examples.classNames())
        : examples;
  }

  /** Both parts, standardized by the means and standard deviations of the training part. */
  public Split standardized() {
    Standardization standardization = Standardization.of(training);
    return new Split(standardization.apply(training), standardization.apply(validation));
  }

  /**
   * Both parts in another shape with as many features.
   *
   * @throws IllegalArgumentException if the number of features differs
   */
  public Split reshaped(List<Integer> shape) {
    return new Split(training.reshaped(shape), validation.reshaped(shape));
  }
}
