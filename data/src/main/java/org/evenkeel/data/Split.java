// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples in two parts: to train on and to validate with.
 *
 * @param training the examples to train on
 * @param validation the examples to validate with
 */
public record Split(Examples training, Examples validation) {

  /**
   * Checks that both parts have one shape and the same classes.
   *
   * @throws IllegalArgumentException if they have not
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
   * <p>Of n examples, round(share · n) are for validation, at least one and at most n - 1. A class
   * gets its share of these, rounded down or up by the largest remainder; its last example goes to
   * training as long as others can be had. Both parts come in random order.
   *
   * @param examples at least two examples
   * @param validation the share to validate with, above 0 and below 1
   * @param seed the seed; the same seed gives the same split for ever
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
    int[] order = Draws.permutation(seed, "split", size);
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

  /** How many of the wanted examples each class gives. */
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

  /** Both parts, standardized by the training part's means and standard deviations. */
  public Split standardized() {
    Standardization standardization = Standardization.of(training);
    return new Split(standardization.apply(training), standardization.apply(validation));
  }

  /**
   * Both parts, seen in another shape of as many features.
   *
   * @throws IllegalArgumentException if the number of features differs
   */
  public Split reshaped(List<Integer> shape) {
    return new Split(training.reshaped(shape), validation.reshaped(shape));
  }
}
