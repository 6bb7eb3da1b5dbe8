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
record Transfer(Signal out, double sensitivity, double noise, UnaryOperator<Gradient> back) {

  /** Sends a gradient back, to the rows on the way and out in front. */
  Gradient send(Gradient behind) {
    return back.apply(behind);
  }

  /** Nothing passed. */
  static Transfer nothing(Signal signal) {
    return new Transfer(signal, 1, 0, back -> back);
  }

  /** Several layers as one. */
  static Transfer all(Signal in, List<Transfer> layers) {
    double sensitivity = 1;
    double noise = 0;
    for (Transfer layer : layers) {
      sensitivity *= layer.sensitivity;
      noise = noise * layer.sensitivity * layer.sensitivity + layer.noise;
    }
    Signal out = layers.isEmpty() ? in : layers.get(layers.size() - 1).out;
    return new Transfer(
        out,
        sensitivity,
        noise,
        back -> {
          Gradient current = back;
          for (int i = layers.size() - 1; i >= 0; i--) {
            current = layers.get(i).back.apply(current);
          }
          return current;
        });
  }
}
