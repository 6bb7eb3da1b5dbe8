// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

/**
 * One value for all weights, for biases and scales. Units that are initially equal stay equal, so
 * it does not suit weights.
 */
public record Constant(double value) implements Initializer {

  private static final int RUN = 8192;

  /** Throws {@link IllegalArgumentException} unless the value is a finite float. */
  public Constant {
    if (!Float.isFinite((float) value)) {
      throw new IllegalArgumentException(
          "a constant must be a finite number: " + value + "; 0 is usual for biases");
    }
  }

  @Override
  public double mean() {
    return value;
  }

  @Override
  public double variance(Part part) {
    return 0;
  }

  @Override
  public Structure structure() {
    return Structure.CONSTANT;
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out.remaining());
    fill(out, (float) value);
  }

  /** Writes one value to the remaining elements of a buffer. */
  static void fill(FloatBuffer out, float value) {
    float[] run = new float[Math.min(out.remaining(), RUN)];
    Arrays.fill(run, value);
    while (out.hasRemaining()) {
      out.put(run, 0, Math.min(run.length, out.remaining()));
    }
  }
}
