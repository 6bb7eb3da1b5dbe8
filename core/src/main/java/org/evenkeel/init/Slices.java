// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;

/** The check that a slice lies within a parameter. */
final class Slices {

  private Slices() {}

  static void require(WeightShape shape, long from, FloatBuffer out) {
    if (from < 0 || from > shape.size() - out.remaining()) {
      throw new IllegalArgumentException(
          "a slice must lie within its parameter: "
              + out.remaining()
              + " values from index "
              + from
              + " of "
              + shape.size()
              + "; ask for fewer");
    }
  }
}
