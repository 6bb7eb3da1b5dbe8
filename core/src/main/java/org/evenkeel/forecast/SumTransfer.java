// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.forecast;

/** The transfer by a sum of two paths. */
final class SumTransfer {

  private SumTransfer() {}

  /**
   * {@code shortcut(x) + s·branch(x)}, taken as independent except for their means.
   *
   * @param in x
   * @param width the number of units
   * @param examples the size of the batch
   */
  static Transfer of(
      Transfer shortcut, Transfer branch, double s, Signal in, int width, double examples) {
    Signal b = branch.out();
    Signal a = shortcut.out();
    double second = a.secondMoment() + s * s * b.secondMoment() + 2 * s * a.mean() * b.mean();
    double ofBranch = second == 0 ? 0 : s * s * b.secondMoment() / second;
    double ofShortcut = second == 0 ? 1 : a.secondMoment() / second;
    Pairs gaps = a.gaps().plus(b.gaps().map(gap -> s * s * gap));
    double sensitivity = ofShortcut * shortcut.sensitivity() + ofBranch * branch.sensitivity();
    double noise =
        ofShortcut * ofShortcut * shortcut.noise() + ofBranch * ofBranch * branch.noise();
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
                .withDistance(Math.max(a.deviation().distance(), b.deviation().distance())),
            ofShortcut * a.logError() + ofBranch * b.logError(),
            Math.max(a.units(), b.units()),
            a.border().mixed(ofShortcut, b.border(), ofBranch),
            null);
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
