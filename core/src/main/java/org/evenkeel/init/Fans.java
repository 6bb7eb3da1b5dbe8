// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

/**
 * How many terms a unit of a layer sums: forward n_in inputs, backward n_out gradients.
 *
 * @param in fan-in n_in, at least 1
 * @param out fan-out n_out, at least 1
 */
public record Fans(long in, long out) {

  /** Fans of at least 1 each, or an {@link IllegalArgumentException}. */
  public Fans {
    if (in < 1) {
      throw new IllegalArgumentException(
          "fan-in must be at least 1: " + in + "; give the layer an input size");
    }
    if (out < 1) {
      throw new IllegalArgumentException(
          "fan-out must be at least 1: " + out + "; give the layer an output size");
    }
  }
}
