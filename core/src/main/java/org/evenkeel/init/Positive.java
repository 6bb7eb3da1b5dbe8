// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

/** The check that a number is positive and finite. */
final class Positive {

  private Positive() {}

  static double require(String what, double value, String remedy) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " must be a positive finite number: " + value + "; " + remedy);
    }
    return value;
  }
}
