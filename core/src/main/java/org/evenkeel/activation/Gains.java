// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

/**
 * What the variance of a layer's weights has to know of the function that follows: an activation,
 * or a gated unit.
 *
 * <p>A gain multiplies a standard deviation; its square is the numerator of Var(w) = gain²/n.
 */
public interface Gains {

  /** The function's name. */
  String name();

  /** The gain that keeps the signal's second moment at 1, for n = n_in. */
  double forwardGain();

  /**
   * The gain that keeps the gradient's second moment where pre-activations have second moment 1,
   * for n = n_out.
   */
  double backwardGain();

  /** {@link #forwardGain} squared: n_in·Var(w). */
  default double forwardVariance() {
    return forwardGain() * forwardGain();
  }

  /** {@link #backwardGain} squared: n_out·Var(w). */
  default double backwardVariance() {
    return backwardGain() * backwardGain();
  }

  /**
   * The gated unit or the activation of that name.
   *
   * @param name as {@link GatedUnit#all} or {@link Activations#all} have it, parameter included
   * @throws IllegalArgumentException if there is none; the message lists the activations there are
   */
  static Gains named(String name) {
    String word = name.strip();
    for (GatedUnit unit : GatedUnit.all()) {
      if (unit.name().equalsIgnoreCase(word)) {
        return unit;
      }
    }
    return Activations.named(name);
  }
}
