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

  /**
   * The share of a branch's noise that is of the sample which entered it: the first of two
   * functions.
   */
  private static final double OF_SAMPLE = 0.5;

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

  /**
   * {@code shortcut(x) + s·branch(x)}, taken as independent except for their means.
   *
   * @param in x
   * @param width the number of units
   * @param examples the size of the batch
   */
  static Transfer sum(
      Transfer shortcut, Transfer branch, double s, Signal in, int width, double examples) {
    Signal b = branch.out();
    Signal a = shortcut.out();
    double second = a.secondMoment() + s * s * b.secondMoment() + 2 * s * a.mean() * b.mean();
    double ofBranch = second == 0 ? 0 : s * s * b.secondMoment() / second;
    double ofShortcut = second == 0 ? 1 : a.secondMoment() / second;
    Pairs gaps = a.gaps().plus(b.gaps().times(s * s));
    double sensitivity = ofShortcut * shortcut.sensitivity() + ofBranch * branch.sensitivity();
    double held = a.origin() instanceof Signal.Summed sum ? sum.held() : 0;
    double noise =
        ofShortcut * ofShortcut * shortcut.noise()
            + ofBranch * ofBranch * branch.noise()
            + 2 * ofBranch * held
            + UnitVariance.ofSum(a, b, ofShortcut * ofBranch, examples) / width;
    Signal out =
        new Signal(
            a.mean() + s * b.mean(),
            second,
            Math.max(a.norms() * ofShortcut * ofShortcut, b.norms() * ofBranch * ofBranch),
            gaps,
            a.common().plus(b.common().times(s * s)),
            in.deviation()
                .through(sensitivity, 1, 0)
                .plus(noise, 0, 0)
                .withDistance(Math.max(a.deviation().distance(), b.deviation().distance()))
                .unsure(Math.max(a.deviation().unsure(), b.deviation().unsure())),
            ofShortcut * a.logError() + ofBranch * b.logError(),
            Math.max(a.units(), b.units()),
            a.border().mixed(ofShortcut, b.border(), ofBranch),
            new Signal.Summed(
                Math.sqrt(ofShortcut) * (held + ofBranch * OF_SAMPLE * branch.noise())));
    return new Transfer(
        out,
        sensitivity,
        noise,
        back -> {
          Gradient one = shortcut.send(back.uncoupled());
          Gradient other = branch.send(back.times(s * s).uncoupled());
          return one.plus(other, back, sensitivity, noise, width, examples);
        });
  }
}
