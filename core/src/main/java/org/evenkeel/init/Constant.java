// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.evenkeel.random.Key;

/**
 * One value for all weights. Units that start as copies of one another stay copies, so this is for
 * biases, scales and demonstrations.
 *
 * @param value the value, finite
 */
public record Constant(double value) implements Initializer {

  /** Throws {@link IllegalArgumentException} unless the value is finite. */
  public Constant {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "a constant must be a finite number: " + value + "; 0 is usual for biases");
    }
  }

  @Override
  public double variance(Fans fans) {
    return 0;
  }

  @Override
  public double variance(WeightShape shape) {
    return 0;
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.empty();
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out);
    float[] run = new float[Math.min(out.remaining(), 8192)];
    Arrays.fill(run, (float) value);
    while (out.hasRemaining()) {
      out.put(run, 0, Math.min(run.length, out.remaining()));
    }
  }
}
