// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import org.evenkeel.text.Numbers;

/**
 * The function γ (f(αx + β) + δ), an activation between two affine maps, with constants for which
 * layers of weights of variance 1/n_in without biases keep a second moment of 1 at every depth.
 *
 * @param base f
 * @param inputScale α, positive
 * @param inputShift β
 * @param outputScale γ, positive
 * @param outputShift δ
 */
public record Shaped(
    Activation base, double inputScale, double inputShift, double outputScale, double outputShift) {

  /** The activation with these constants under a name. */
  public Activation named(String name) {
    boolean analytic = base.isAnalytic() && base.kinks().length == 0 && inputScale <= 1;
    return new Activation(name, new Form(this), analytic);
  }

  /**
   * The formula, as in {@code 5.104 (gelu(0.2828 x + 0.2460) - 0.1758)}.
   *
   * @param digits significant digits of its constants
   */
  public String formula(int digits) {
    String name = base.name().replaceFirst("\\(.*", "");
    String below =
        name.equals(base.name()) ? "" : "(" + Numbers.general(base.derivative(-1), digits) + ")";
    String scale = inputScale == 1 ? "" : Numbers.general(inputScale, digits) + " ";
    String inside = "%s%s(%sx%s)".formatted(name, below, scale, signed(inputShift, digits));
    return Numbers.general(outputScale, digits)
        + (outputShift == 0
            ? " " + inside
            : " (%s%s)".formatted(inside, signed(outputShift, digits)));
  }

  private static String signed(double shift, int digits) {
    return shift == 0 ? "" : (shift < 0 ? " - " : " + ") + Numbers.general(Math.abs(shift), digits);
  }

  @Override
  public String toString() {
    return formula(4);
  }

  /** The function itself. */
  record Form(Shaped its) implements Shape {

    @Override
    public double apply(double x) {
      return its.outputScale
          * (its.base.apply(its.inputScale * x + its.inputShift) + its.outputShift);
    }

    @Override
    public double derivative(double x) {
      return its.outputScale
          * its.inputScale
          * its.base.derivative(its.inputScale * x + its.inputShift);
    }

    @Override
    public double[] kinks() {
      double[] kinks = its.base.kinks();
      for (int i = 0; i < kinks.length; i++) {
        kinks[i] = (kinks[i] - its.inputShift) / its.inputScale;
      }
      return kinks;
    }

    @Override
    public boolean positivelyHomogeneous() {
      return its.base.positivelyHomogeneous() && its.inputShift == 0 && its.outputShift == 0;
    }

    @Override
    public boolean bounded() {
      return its.base.bounded();
    }

    @Override
    public DualKernel kernels(double q) {
      return positivelyHomogeneous()
          ? new Rectifier(derivative(-1), derivative(1)).kernels(q)
          : QuadratureKernel.of(this, q);
    }
  }
}
