// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A layer that a signal has passed: what left it, how that answers to small changes of what
 * entered, and what it does to a gradient.
 *
 * @param out what left
 * @param sensitivity d ln(m out)/d ln(m in)
 * @param noise variance that the layer's own randomness adds to ln(m out)
 * @param back the gradient with respect to what entered, from that to what left
 */
record Passed(Signal out, double sensitivity, double noise, UnaryOperator<Back> back) {

  /** Sends a gradient back, to the rows on the way and out in front. */
  Back send(Back behind) {
    return back.apply(behind);
  }

  /** Nothing passed. */
  static Passed nothing(Signal signal) {
    return new Passed(signal, 1, 0, back -> back);
  }

  /** Several layers as one. */
  static Passed all(Signal in, List<Passed> layers) {
    double sensitivity = 1;
    double noise = 0;
    for (Passed layer : layers) {
      sensitivity *= layer.sensitivity;
      noise = noise * layer.sensitivity * layer.sensitivity + layer.noise;
    }
    Signal out = layers.isEmpty() ? in : layers.get(layers.size() - 1).out;
    return new Passed(
        out,
        sensitivity,
        noise,
        back -> {
          Back current = back;
          for (int i = layers.size() - 1; i >= 0; i--) {
            current = layers.get(i).back.apply(current);
          }
          return current;
        });
  }
}
