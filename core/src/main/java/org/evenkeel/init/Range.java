// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

/**
 * The closed interval that no weight leaves.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Range(double low, double high) {

  /** No limit on either side. */
  public static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** The interval [-bound, bound]. */
  static Range symmetric(double bound) {
    return new Range(-bound, bound);
  }
}
