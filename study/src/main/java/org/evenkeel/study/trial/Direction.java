// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.study.trial;

import org.jspecify.annotations.Nullable;

/**
 * The direction of a study: how the values in its journal and the losses that a search minimizes
 * follow from one another. A study that minimizes has its losses in the journal. One that maximizes
 * has its values v, and the loss is b − v.
 *
 * @param maximizes whether a higher value is better
 * @param best the value b that cannot be exceeded, such as 1 for an accuracy, so that improvements
 *     are shares of what is still missing; 0 if there is none, or if lower is better
 */
public record Direction(boolean maximizes, double best) {

  /** The direction of a study whose values are losses. */
  public static final Direction MINIMIZE = new Direction(false, 0);

  /** Throws {@link IllegalArgumentException} if b is not finite. */
  public Direction {
    if (!Double.isFinite(best) || (!maximizes && best != 0)) {
      throw new IllegalArgumentException(
          "the best value of a study that maximizes must be a finite number: %s; 0 stands for none"
              .formatted(best));
    }
  }

  /** The direction of a study whose values are better if they are higher. */
  public static Direction maximize(double best) {
    return new Direction(true, best);
  }

  /** The loss of a value. */
  public double loss(double value) {
    return maximizes ? best - value : value;
  }

  /** The value of a loss. */
  public double value(double loss) {
    return maximizes ? best - loss : loss;
  }

  /** The loss of a value that may be unknown. */
  public @Nullable Double loss(@Nullable Double value) {
    return value == null ? null : (Double) loss(value.doubleValue());
  }

  /** The value of a loss that may be unknown. */
  public @Nullable Double value(@Nullable Double loss) {
    return loss == null ? null : (Double) value(loss.doubleValue());
  }
}
