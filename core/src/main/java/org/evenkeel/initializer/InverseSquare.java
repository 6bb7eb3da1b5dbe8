// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Fans;
import org.evenkeel.parameter.Part;

/**
 * Independent weights of mean 0 and {@code Var(w) = scale/n_in²}: muP's output layer, whose values
 * shrink with the width (Yang et al. 2022, table 3), and SIREN's first layer, uniform on ±1/n_in
 * (Sitzmann et al. 2020, section 3.2), scale 1/3.
 *
 * @param scale n_in²·Var(w), positive and finite
 * @param distribution the distribution of single weights
 */
public record InverseSquare(double scale, Distribution distribution) implements Independent {

  /** Throws {@link IllegalArgumentException} unless the scale is positive and finite. */
  public InverseSquare {
    Arguments.positive("a scale", scale, "it is n_in^2 times the variance");
  }

  @Override
  public double variance(Part part) {
    double in = part.requireFans().in();
    return scale / in / in;
  }

  /**
   * Independent weights of mean 0 and {@code Var(w) = scale·min(n_in, n_out)/n_in²}, whose matrices
   * have a spectral norm of order √(n_out/n_in), so that a unit vector of root mean square 1 enters
   * and leaves with it at every width (Yang, Simon, Bernstein 2023, "A spectral condition for
   * feature learning", parametrization 1).
   *
   * @param scale positive and finite
   * @param distribution the distribution of single weights
   */
  public record Spectral(double scale, Distribution distribution) implements Independent {

    /** Throws {@link IllegalArgumentException} unless the scale is positive and finite. */
    public Spectral {
      Arguments.positive("a scale", scale, "1 is the spectral condition's");
    }

    @Override
    public double variance(Part part) {
      Fans fans = part.requireFans();
      return scale * Math.min(1, fans.out() / fans.in()) / fans.in();
    }
  }
}
