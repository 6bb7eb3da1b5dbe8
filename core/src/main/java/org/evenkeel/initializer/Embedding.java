// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.parameter.Kind;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.WeightRange;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Formula;
import org.evenkeel.random.Key;

/**
 * A table of vectors with a padding row of zeros and other rows from another initializer.
 *
 * <p>The row is zero initially; training may change it.
 *
 * @param others the initializer of all other rows
 * @param padding index of the row that is zero
 */
public record Embedding(Initializer others, long padding) implements Initializer {

  /** Throws {@link IllegalArgumentException} if the index is negative. */
  public Embedding {
    if (padding < 0) {
      throw new IllegalArgumentException(
          "a padding row must be at least 0: " + padding + "; count rows from 0");
    }
  }

  /** {@inheritDoc} Here that of the rows which are not zero. */
  @Override
  public double variance(Part part) {
    return others.variance(part);
  }

  @Override
  public WeightRange range(Part part) {
    return others.range(part);
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return others.drawnFrom();
  }

  /** {@inheritDoc} Here that of the rows which are not zero. */
  @Override
  public Optional<Formula> formula(Part part) {
    return others.formula(part);
  }

  @Override
  public double variance(WeightShape shape) {
    requireRow(shape);
    return others.variance(shape);
  }

  private void requireRow(WeightShape shape) {
    if (shape.kind() != Kind.EMBEDDING) {
      throw new IllegalArgumentException(
          "a padding row needs an embedding: %s; choose another rule".formatted(shape.kind()));
    }
    long rows = shape.dimensions().get(0);
    if (padding >= rows) {
      throw new IllegalArgumentException(
          "a padding row must be one of the table's: %d of %d rows; count rows from 0"
              .formatted(padding, rows));
    }
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    requireRow(shape);
    long columns = shape.size() / shape.dimensions().get(0);
    FloatBuffer drawn = out.slice();
    others.fill(shape, key, from, out);
    long low = Math.max(from, padding * columns);
    long high = Math.min(from + drawn.limit(), (padding + 1) * columns);
    if (low < high) {
      drawn.position((int) (low - from)).limit((int) (high - from));
      Formula.constant(0).fill(key, low, drawn);
    }
  }
}
