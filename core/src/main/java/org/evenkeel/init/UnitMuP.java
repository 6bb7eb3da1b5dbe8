// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import org.evenkeel.naming.Arguments;

/**
 * The unit-scaled maximal update parametrization: weights are drawn by the rule {@code unit}, N(0,
 * 1), the forward pass multiplies the layer by a factor, and one learning rate holds for every
 * width and depth (Blake et al. 2024, "u-μP: the unit-scaled maximal update parametrization").
 *
 * @param forward factor on the layer's output
 * @param adam factor on the learning rate of Adam
 */
public record UnitMuP(double forward, double adam) {

  /**
   * A weight matrix within the blocks: output × 1/√n_in, Adam × 1/√n_in · 1/√depth.
   *
   * @param branches residual branches of the network; 1 for a layer outside of them
   */
  public static UnitMuP hidden(long fanIn, long branches) {
    double root = Math.sqrt(positive("a fan-in", fanIn));
    return new UnitMuP(1 / root, 1 / root / Math.sqrt(positive("a number of branches", branches)));
  }

  /** An embedding of vectors of that size: output × 1, Adam × 1/√size. */
  public static UnitMuP embedding(long size) {
    return new UnitMuP(1, 1 / Math.sqrt(positive("a size", size)));
  }

  /** The output layer: output × 1/n_in, Adam × 1. */
  public static UnitMuP output(long fanIn) {
    return new UnitMuP(1 / positive("a fan-in", fanIn), 1);
  }

  private static double positive(String what, long number) {
    return Arguments.positive(what, (double) number, "give that of the network");
  }
}
