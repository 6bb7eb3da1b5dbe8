// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.init;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

/**
 * A random orthogonal matrix times a gain, distributed by Haar's measure: no direction is
 * preferred, and a chain of square layers keeps the length of every vector (Saxe et al. 2014; for
 * the distribution Mezzadri 2007, "How to generate random matrices from the classical compact
 * groups", section 5).
 *
 * <p>Weights are a matrix of as many rows as the first axis, all other axes flattened. The shorter
 * of its sides is orthonormal, times the gain. It is the factor Q of the QR decomposition of a
 * matrix of normal numbers, with a positive diagonal of R: by Gram and Schmidt's method, twice, in
 * double precision and a fixed order.
 *
 * <p>Every fill computes the whole matrix, so ask for large slices.
 *
 * @param gain factor on the matrix, positive and finite; 1 preserves lengths
 */
public record Orthogonal(double gain) implements Initializer {

  private static final int MAX_SIDE = 1 << 26;

  /** Vectors are projected in blocks, so that those before are read once per block. */
  private static final int BLOCK = 16;

  /** Throws {@link IllegalArgumentException} unless the gain is positive and finite. */
  public Orthogonal {
    Positive.require("a gain", gain, "1 preserves lengths");
  }

  /** {@inheritDoc} Here gain²/max(n_in, n_out). */
  @Override
  public double variance(Fans fans) {
    return gain * gain / Math.max(fans.in(), fans.out());
  }

  /** {@inheritDoc} Here gain² over the longer side of the matrix. */
  @Override
  public double variance(WeightShape shape) {
    return gain * gain / Math.max(shape.rows(), shape.columns());
  }

  @Override
  public Optional<Distribution> drawnFrom() {
    return Optional.empty();
  }

  @Override
  public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
    Slices.require(shape, from, out);
    long rows = shape.rows();
    long columns = shape.columns();
    if (Math.max(rows, columns) > MAX_SIDE) {
      throw new IllegalArgumentException(
          "an orthogonal matrix must have sides below 2^26: "
              + rows
              + " x "
              + columns
              + "; draw normal weights instead");
    }
    boolean wide = rows <= columns;
    double[][] q = gaussian(key, (int) Math.min(rows, columns), (int) Math.max(rows, columns));
    orthonormalize(q);
    for (long index = from; out.hasRemaining(); index++) {
      int row = (int) (index / columns);
      int column = (int) (index % columns);
      out.put((float) (gain * (wide ? q[row][column] : q[column][row])));
    }
  }

  /** Vectors of normal numbers, drawn one after the other. */
  private static double[][] gaussian(Key key, int vectors, int length) {
    double[][] g = new double[vectors][length];
    float[] draw = new float[length];
    for (int i = 0; i < vectors; i++) {
      RandomFill.normal(key, (long) i * length, FloatBuffer.wrap(draw), 1);
      for (int k = 0; k < length; k++) {
        g[i][k] = draw[k];
      }
    }
    return g;
  }

  private static void orthonormalize(double[][] q) {
    for (int start = 0; start < q.length; start += BLOCK) {
      int end = Math.min(start + BLOCK, q.length);
      for (int pass = 0; pass < 2; pass++) { // twice is enough (Giraud et al. 2005)
        for (int before = 0; before < start; before++) {
          for (int i = start; i < end; i++) {
            subtractProjection(q[i], q[before]);
          }
        }
        for (int i = start; i < end; i++) {
          for (int before = start; before < i; before++) {
            subtractProjection(q[i], q[before]);
          }
          normalize(q[i]);
        }
      }
    }
  }

  private static void subtractProjection(double[] x, double[] unit) {
    double along = dot(x, unit);
    for (int k = 0; k < x.length; k++) {
      x[k] -= along * unit[k];
    }
  }

  private static void normalize(double[] x) {
    double length = Math.sqrt(dot(x, x));
    for (int k = 0; k < x.length; k++) {
      x[k] /= length;
    }
  }

  /** x·y in eight partial sums, which run side by side. */
  private static double dot(double[] x, double[] y) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int k = 0;
    for (; k + 8 <= x.length; k += 8) {
      s0 += x[k] * y[k];
      s1 += x[k + 1] * y[k + 1];
      s2 += x[k + 2] * y[k + 2];
      s3 += x[k + 3] * y[k + 3];
      s4 += x[k + 4] * y[k + 4];
      s5 += x[k + 5] * y[k + 5];
      s6 += x[k + 6] * y[k + 6];
      s7 += x[k + 7] * y[k + 7];
    }
    for (; k < x.length; k++) {
      s0 += x[k] * y[k];
    }
    return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7));
  }
}
