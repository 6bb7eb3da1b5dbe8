// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

/**
 * The sum {@code W·x + b + U·h + b'} of a gate over draws of its weights.
 *
 * @param input features·Var(W)
 * @param state units·Var(U)
 * @param inputBias Var(b)
 * @param stateBias Var(b')
 * @param shift E[b] + E[b']
 */
public record Gate(double input, double state, double inputBias, double stateBias, double shift) {

  /** The same with so many times Var(U). */
  Gate withState(double factor) {
    return new Gate(input, factor * state, inputBias, stateBias, shift);
  }

  double bias() {
    return inputBias + stateBias;
  }
}
