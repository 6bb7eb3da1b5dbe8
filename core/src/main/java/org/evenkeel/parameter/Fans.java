// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.parameter;

import org.evenkeel.naming.Arguments;

/**
 * How many terms a unit of a layer sums: forward n_in inputs, backward n_out gradients.
 *
 * <p>Where units of a layer sum different numbers of terms, as with a stride, these are means, and
 * need not be whole numbers.
 *
 * @param in fan-in n_in, positive and finite
 * @param out fan-out n_out, positive and finite
 */
public record Fans(double in, double out) {

  /** Fans that are positive and finite, or an {@link IllegalArgumentException}. */
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
