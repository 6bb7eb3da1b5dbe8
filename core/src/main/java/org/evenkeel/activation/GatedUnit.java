// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

import java.util.List;

/**
 * A gated unit {@code a·f(b)}: a layer of 2H units whose first half a is multiplied, one by one,
 * with an activation f of its second half b (Dauphin et al. 2017; Shazeer 2020, "GLU variants
 * improve transformer", equations 4 and 5).
 *
 * <p>For a and b independent and N(0, 1) the output has second moment E[f(z)²], as behind f alone.
 * A gradient of second moment G reaches a with E[f(z)²]·G and b with E[f'(z)²]·G, so that n_out =
 * 2H units give back {@code Var(w)·H·(E[f²] + E[f'²])·G}.
 *
 * @param name the unit's name
 * @param gate f
 */
public record GatedUnit(String name, Activation gate) implements Gains {

  private static final List<GatedUnit> ALL =
      List.of(
          new GatedUnit("glu", Activations.SIGMOID),
          new GatedUnit("bilinear", Activations.IDENTITY),
          new GatedUnit("reglu", Activations.RELU),
          new GatedUnit("geglu", Activations.GELU),
          new GatedUnit("swiglu", Activations.SILU));

  /** The gated units known by name. */
  public static List<GatedUnit> all() {
    return ALL;
  }

  /** {@inheritDoc} It is 1/√E[f(z)²], the gain of f. */
  @Override
  public double forwardGain() {
    return gate.forwardGain();
  }

  /** {@inheritDoc} It is √(2/(E[f(z)²] + E[f'(z)²])), n_out counting both halves. */
  @Override
  public double backwardGain() {
    return Math.sqrt(2 / (gate.secondMoment(1) + gate.slopeSecondMoment(1)));
  }

  @Override
  public double forwardVariance() {
    return gate.forwardVariance();
  }
}
