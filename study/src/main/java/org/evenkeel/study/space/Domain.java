// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.space;

/**
 * The values that a hyperparameter may take. The three kinds are Optuna's, and so is the number
 * that stands for a value in a journal.
 */
public sealed interface Domain permits FloatDomain, IntDomain, CategoricalDomain {

  /**
   * The value at a place in the unit interval, so that equal lengths are equally likely; on a
   * logarithmic scale where there is one.
   *
   * @param u at least 0, below 1
   */
  Object at(double u);

  /**
   * The place of a value in the unit interval: the inverse of {@link #at}, at the middle of the
   * stretch that gives this value.
   *
   * @throws IllegalArgumentException if it is no value of this distribution
   */
  double place(Object value);

  /** Whether this is one of the values. */
  boolean contains(Object value);

  /** The number that stands for a value in Optuna's journal. */
  double internal(Object value);

  /** The value that a number in Optuna's journal stands for. */
  Object external(double internal);

  /** The number of values; infinite where they are reals. */
  double size();
}
