// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;

/**
 * One value for all weights, for biases and scales. Units that are initially equal stay equal, so
 * it does not suit weights.
 */
public record Constant(double value) implements Initializer {

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
  public Optional<Formula> formula(Part part) {
    return Optional.of(Formula.constant((float) value));
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out.remaining());
    Formula.constant((float) value).fill(key, from, out);
  }
}
