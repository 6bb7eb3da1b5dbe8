// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

/** The closed interval that contains all weights. */
public record WeightRange(double low, double high) {

  /** The interval of all numbers. */
  public static final WeightRange ALL =
      new WeightRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The interval [-bound, bound]. */
  public static WeightRange symmetric(double bound) {
    return new WeightRange(-bound, bound);
  }
}
