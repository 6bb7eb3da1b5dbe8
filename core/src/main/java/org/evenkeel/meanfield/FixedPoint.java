// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.meanfield;

import org.evenkeel.signal.Outlook.Stability;

/**
 * A second moment that the variance map leaves as it is.
 *
 * @param q the second moment
 * @param slope the slope of the variance map there
 * @param stability what happens next to it: {@link Stability#STABLE} for a slope within (-1, 1)
 */
public record FixedPoint(double q, double slope, Stability stability) {

  /** Slopes closer to 1 than this are taken for 1: quadrature leaves no more digits. */
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
