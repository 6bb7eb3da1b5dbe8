// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * Independent weights uniform on [low, high] whatever the fans: mean (low + high)/2, Var(w) = (high
 * - low)²/12.
 */
public record FixedUniform(double low, double high) implements Initializer {

  /** Throws {@link IllegalArgumentException} unless low &lt; high and both are finite floats. */
  public FixedUniform {
    if (!(low < high && Float.isFinite((float) low) && Float.isFinite((float) high))) {
      throw new IllegalArgumentException(
          "a uniform interval must be finite, its lower end first: [%s, %s]; as in uniform(-0.05, 0.05)"
              .formatted(low, high));
    }
  }

  /** The same with both ends times a factor. */
  public FixedUniform scaled(double factor) {
    return new FixedUniform(factor * low, factor * high);
  }

  @Override
  public double mean() {
    return low + (high - low) / 2;
  }

  @Override
  public double variance(Part part) {
    return (high - low) * (high - low) / 12;
  }

  @Override
  public WeightRange range(Part part) {
    return new WeightRange(low, high);
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.of(Distribution.UNIFORM);
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out.remaining());
    FloatBuffer drawn = out.slice();
    RandomFill.uniform(key, from, out, (float) ((high - low) / 2));
    double center = low + (high - low) / 2;
    float first = (float) low;
    first = first < low ? Math.nextUp(first) : first;
    float last = (float) high;
    last = last > high ? Math.nextDown(last) : last;
    for (int i = 0; center != 0 && i < drawn.limit(); i++) {
      drawn.put(i, Math.max(first, Math.min(last, (float) (center + drawn.get(i)))));
    }
  }
}
