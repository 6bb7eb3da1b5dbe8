// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;

/**
 * A random orthogonal matrix times a gain, distributed by Haar's measure: no direction is
 * preferred, and a chain of square layers preserves the length of every vector (Saxe et al. 2014).
 *
 * <p>Each gate, group, head and fused layer has a separate matrix, with as many rows as its first
 * axis and all other axes flattened. The vectors along its shorter side are orthonormal, times the
 * gain.
 *
 * <p>Each fill computes all matrices that it overlaps, so large slices are more efficient.
 *
 * @param gain factor on the matrix, positive and finite; 1 preserves lengths
 */
public record Orthogonal(double gain) implements Initializer {

  private static final long MAX_SIDE = 1 << 26;

  /** Throws {@link IllegalArgumentException} unless the gain is positive and finite. */
  public Orthogonal {
    Arguments.positive("a gain", gain, "1 preserves lengths");
  }

  /** {@inheritDoc} Here gain² over the longer side of the matrix. */
  @Override
  public double variance(Part part) {
    part.requireFans();
    return gain * gain / Math.max(part.rows(), part.columns());
  }

  @Override
  public Structure structure() {
    return Structure.ORTHOGONAL;
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.matrices(
        shape,
        from,
        out,
        (part, start, first, slice) -> {
          long rows = part.rows();
          long columns = part.columns();
          double[][] q = vectors(key, start, rows, columns);
          for (long place = first - start; slice.hasRemaining(); place++) {
            int row = (int) (place / columns);
            int column = (int) (place % columns);
            slice.put((float) (gain * (rows <= columns ? q[row][column] : q[column][row])));
          }
        });
  }

  /** The rows of an orthogonal matrix, or the columns where these are the shorter side. */
  static double[][] vectors(Key key, long from, long rows, long columns) {
    if (Math.max(rows, columns) > MAX_SIDE) {
      throw new IllegalArgumentException(
          "an orthogonal matrix must have sides of at most 2^26: %d x %d; draw normal weights instead"
              .formatted(rows, columns));
    }
    return HaarMatrix.draw(key, from, (int) Math.min(rows, columns), (int) Math.max(rows, columns));
  }
}
