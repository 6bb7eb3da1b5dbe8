// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import org.evenkeel.naming.Arguments;

/**
 * The fans of a layer: a unit sums n_in inputs in the forward pass and n_out gradients in the
 * backward pass.
 *
 * <p>Where the units of a layer sum different numbers of terms, as with a stride, fans are means
 * and need not be integers.
 *
 * @param in fan-in n_in, positive and finite
 * @param out fan-out n_out, positive and finite
 */
public record Fans(double in, double out) {

  /** Throws {@link IllegalArgumentException} unless both fans are positive and finite. */
  public Fans {
    Arguments.positive("fan-in", in, "give the layer an input size");
    Arguments.positive("fan-out", out, "give the layer an output size");
  }

  /** Both fans with an arrow, such as {@code 64→128}. */
  @Override
  public String toString() {
    return text(in) + "→" + text(out);
  }

  private static String text(double fan) {
    return fan == Math.rint(fan) && fan < 1e15
        ? Long.toString((long) fan)
        : org.evenkeel.text.Numbers.number(fan);
  }
}
