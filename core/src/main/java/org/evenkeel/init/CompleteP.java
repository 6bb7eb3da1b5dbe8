// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import org.evenkeel.naming.Arguments;

/**
 * CompleteP: the factors of a transformer {@code m_N} times as wide and {@code m_L} times as deep
 * as the tuned one, with which the tuned learning rate remains optimal and layers of every depth
 * learn features (Dey et al. 2025, "Don't be lazy: CompleteP enables compute-efficient deep
 * transformers"). Residual branches are multiplied by {@link #branch}, the logits by {@link
 * #logits}, and queries times keys by the inverse of the head's width.
 *
 * <p>All factors are 1 at the base size.
 *
 * @param variance factor on Var(w) of the layer at the base size
 * @param adam factor on the learning rate of Adam
 * @param weightDecay factor on the weight decay of AdamW, which multiplies the learning rate
 * @param epsilon factor on the ε of Adam
 */
public record CompleteP(double variance, double adam, double weightDecay, double epsilon) {

  /**
   * A weight matrix within the blocks: Var ∝ 1/m_N, Adam ∝ 1/m_N, weight decay ∝ m_N, ε ∝ 1/(m_N
   * m_L); with branches ∝ 1/m_L the rate does not depend on the depth.
   *
   * @param width m_N
   * @param depth m_L
   */
  public static CompleteP hidden(double width, double depth) {
    double m = positive("a ratio of widths", width);
    return new CompleteP(1 / m, 1 / m, m, 1 / (m * positive("a ratio of depths", depth)));
  }

  /** The factor of each residual branch, 1/m_L. */
  public static double branch(double depth) {
    return 1 / positive("a ratio of depths", depth);
  }

  /** The factor of the logits, 1/m_N. */
  public static double logits(double width) {
    return 1 / positive("a ratio of widths", width);
  }

  private static double positive(String what, double ratio) {
    return Arguments.positive(what, ratio, "1 is the tuned network's");
  }
}
