// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.signal;

/**
 * What enters a network.
 *
 * @param secondMoment E[x²] over features and examples
 * @param mean E[x]; NaN if it is not known
 * @param correlation of two different inputs, E[x·x'] / √(E[x²] E[x'²]), mean over pairs; NaN if it
 *     is not known
 * @param spread the standard deviation of that over pairs; NaN if it is not known
 * @param norms the relative standard deviation over inputs of an input's own mean square, 0 if all
 *     have one length; NaN if it is not known
 */
public record InputSignal(
    double secondMoment, double mean, double correlation, double spread, double norms) {

  /** Standardized data: mean 0, variance 1, and inputs that have nothing in common. */
  public static final InputSignal STANDARDIZED = new InputSignal(1, 0, 0, Double.NaN, Double.NaN);
}
