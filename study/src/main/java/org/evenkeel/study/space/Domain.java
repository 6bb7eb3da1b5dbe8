// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

/**
 * The domain of a hyperparameter. The three kinds are those of Optuna's distributions, and so is
 * the number that represents a value in a journal.
 */
public sealed interface Domain permits FloatDomain, IntDomain, CategoricalDomain {

  /**
   * The value at a place in the unit interval. Equal lengths are equally likely values, on a
   * logarithmic scale where there is one.
   *
   * @param u at least 0, below 1
   */
  Object at(double u);

  /**
   * The place of a value in the unit interval: the inverse of {@link #at}, in the middle of the
   * places that give this value.
   *
   * @throws IllegalArgumentException if the domain does not contain the value
   */
  double place(Object value);

  /** Whether the domain contains a value. */
  boolean contains(Object value);

  /**
   * The number of a value in Optuna's journal: the value itself, or the index of a choice.
   *
   * @throws IllegalArgumentException if the domain does not contain the value
   */
  default double internal(Object value) {
    if (!contains(value)) {
      throw new IllegalArgumentException("a value must be in %s: %s".formatted(this, value));
    }
    return ((Number) value).doubleValue();
  }

  /** The value of a number in Optuna's journal. */
  Object external(double internal);

  /** The number of values; infinite for reals. */
  double size();

  /** Whether the scale is logarithmic. */
  default boolean log() {
    return false;
  }

  /** A number on the scale of this domain: its logarithm on a logarithmic one. */
  default double scaled(Object value) {
    double number = ((Number) value).doubleValue();
    return log() ? Math.log(number) : number;
  }

  /** Whether two values are at most a share of this domain apart; choices must be the same. */
  default boolean near(Object value, Object other, double share) {
    double width = scaled(at(Math.nextDown(1.0))) - scaled(at(0));
    return Math.abs(scaled(value) - scaled(other)) <= share * width;
  }
}
