// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The transfer of a signal by one layer: the signal after it, the response to small changes of the
 * signal before it, and the map of gradients back through it. m is a second moment.
 *
 * @param out the signal after the layer
 * @param sensitivity d ln(m out)/d ln(m in)
 * @param noise the variance that the layer's own randomness adds to ln(m out)
 * @param back the gradient before the layer, from the one after it
 */
record Transfer(Signal out, double sensitivity, double noise, UnaryOperator<Gradient> back) {

  /** The gradient before the layer; the layers' rows are told of theirs. */
  Gradient send(Gradient behind) {
    return back.apply(behind);
  }

  /** The transfer that changes nothing. */
  static Transfer nothing(Signal signal) {
    return new Transfer(signal, 1, 0, back -> back);
  }

  /** The transfer by flattening positions, over which the signal does not vary any more. */
  static Transfer flatten(Signal in, int[] shape) {
    Signal out = in.withBorder(Border.NONE);
    return new Transfer(out, 1, 0, back -> back.withBorder(Border.of(shape)));
  }

  /** The transfer by several layers, one after the other. */
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
