// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.data;

import java.util.List;
import java.util.stream.IntStream;
import org.evenkeel.random.Key;

/**
 * Examples to train on and examples to validate with.
 *
 * @param training the examples to train on
 * @param validation the examples to validate with
 */
public record Split(Examples training, Examples validation) {

  /**
   * Splits examples at random, the same share of every class (each class that has two or more
   * examples is in both parts).
   *
   * @param examples the examples
   * @param validation the share to validate with, between 0 and 1
   * @param seed the seed
   * @throws IllegalArgumentException if the share is not between 0 and 1, or a part would be empty
   */
  public static Split of(Examples examples, double validation, long seed) {
    if (!(validation > 0 && validation < 1)) {
      throw new IllegalArgumentException(
          "the share to validate with must be between 0 and 1: %s; 0.2 is usual"
              .formatted(validation));
    }
    int[] order = Order.shuffled(Key.of(seed, "split"), examples.size());
    int[] perClass = new int[examples.classes()];
    for (int label : examples.labels()) {
      perClass[label]++;
    }
    int[] wanted = new int[perClass.length];
    for (int k = 0; k < perClass.length; k++) {
      int rounded = (int) Math.round(perClass[k] * validation);
      wanted[k] = Math.max(Math.min(1, perClass[k] - 1), Math.min(rounded, perClass[k] - 1));
    }
    boolean[] validates = new boolean[examples.size()];
    for (int position : order) {
      validates[position] = wanted[examples.labels()[position]]-- > 0;
    }
    int[] training = IntStream.of(order).filter(position -> !validates[position]).toArray();
    int[] validating = IntStream.of(order).filter(position -> validates[position]).toArray();
    if (validating.length == 0) {
      throw new IllegalArgumentException(
          "%s is too small to split: %d examples, at most one of each class"
              .formatted(examples.name(), examples.size()));
    }
    return new Split(examples.rows(training), examples.rows(validating));
  }

  /** Both parts with mean 0 and variance 1 in every feature of the training part. */
  public Split standardized() {
    Standardization standardization = Standardization.of(training);
    return new Split(standardization.apply(training), standardization.apply(validation));
  }

  /** Both parts in another shape of the same size. */
  public Split reshaped(List<Integer> shape) {
    return new Split(training.reshaped(shape), validation.reshaped(shape));
  }
}
