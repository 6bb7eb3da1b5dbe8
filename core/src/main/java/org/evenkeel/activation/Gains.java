// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.activation;

/**
 * The gains of the function that follows a layer, an activation or a gated unit, which determine
 * the variance of its weights.
 *
 * <p>A gain multiplies a standard deviation; its square is the numerator of Var(w) = gain²/n.
 */
public interface Gains {

  /** Those of the identity for a function that is not known. */
  Gains UNKNOWN =
      new Gains() {
        @Override
        public String name() {
          return "unknown";
        }

        @Override
        public double forwardGain() {
          return 1;
        }

        @Override
        public double backwardGain() {
          return 1;
        }
      };

  /** The function's name. */
  String name();

  /** The gain that preserves a second moment of 1 of the signal, for n = n_in. */
  double forwardGain();

  /**
   * The gain that preserves the second moment of the gradient if pre-activations have second moment
   * 1, for n = n_out.
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
   * The gated unit or the activation with the given name.
   *
   * @param name the name of one of {@link GatedUnit#all} or {@link Activations#all}, with its
   *     argument
   * @throws IllegalArgumentException if there is none; the message lists the activations
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
