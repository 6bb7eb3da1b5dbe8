// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
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
  public Optional<Formula> formula(Part part) {
    return Optional.of(Formula.interval(low, high));
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out.remaining());
    RandomFill.uniform(key, from, out, low, high);
  }
}
