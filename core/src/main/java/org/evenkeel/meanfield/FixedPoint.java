// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import org.evenkeel.signal.Outlook.Stability;

/**
 * A fixed point of the variance map.
 *
 * @param q the second moment
 * @param slope the slope of the variance map there
 * @param stability its class: {@link Stability#STABLE} for a slope within (-1, 1)
 */
public record FixedPoint(double q, double slope, Stability stability) {

  /** The distance to 1 below which a slope is taken for 1, the error of the quadrature. */
  static final double MARGIN = 1e-9;

  static FixedPoint of(double q, double slope) {
    double size = Math.abs(slope);
    return new FixedPoint(
        q,
        slope,
        Math.abs(size - 1) <= MARGIN
            ? Stability.MARGINAL
            : size < 1 ? Stability.STABLE : Stability.UNSTABLE);
  }
}
