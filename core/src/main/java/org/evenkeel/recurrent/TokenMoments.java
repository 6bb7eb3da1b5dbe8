// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.recurrent;

/**
 * The second moments of a sequence of vectors, over features, inputs and times: of one vector with
 * itself, of two inputs at one time, of one input at two times, and of two inputs at two times.
 *
 * @param same E[x_t²]
 * @param inputs E[x_t·x'_t]
 * @param times E[x_t·x_s]
 * @param apart E[x_t·x'_s]
 */
public record TokenMoments(double same, double inputs, double times, double apart) {

  /** The same of so many times a vector plus so many times another, and a constant. */
  TokenMoments sum(double factor, TokenMoments other, double otherFactor, double constant) {
    return new TokenMoments(
        factor * same + otherFactor * other.same + constant,
        factor * inputs + otherFactor * other.inputs + constant,
        factor * times + otherFactor * other.times + constant,
        factor * apart + otherFactor * other.apart + constant);
  }
}
