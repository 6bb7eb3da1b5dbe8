// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.initializer;

import java.nio.FloatBuffer;
import org.evenkeel.naming.Arguments;
import org.evenkeel.parameter.Part;
import org.evenkeel.parameter.Structure;
import org.evenkeel.parameter.WeightShape;
import org.evenkeel.random.Key;
import org.evenkeel.random.RandomFill;

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

  /**
   * The weights of unit modular norm, times a gain: an orthogonal matrix times √(n_out/n_in); in a
   * convolution one for each place of the kernel, over the number of places; in a table of vectors
   * independent rows of root mean square 1 (Large, Liu, Huh, Bahng, Isola, Bernstein 2024,
   * "Scalable optimization in the modular norm", whose code has these factors in the forward pass).
   *
   * @param gain factor on the weights, positive and finite
   */
  public record Modular(double gain) implements Initializer {

    /** Throws {@link IllegalArgumentException} unless the gain is positive and finite. */
    public Modular {
      Arguments.positive("a gain", gain, "1 is the modular norm's");
    }

    /** {@inheritDoc} Here gain²·min(n_in, n_out)/n_in² over the square of a kernel's places. */
    @Override
    public double variance(Part part) {
      if (isTable(part)) {
        return gain * gain;
      }
      double in = part.inputs() * (double) part.taps();
      return gain * gain * Math.min(part.inputs(), part.outputs()) / in / in;
    }

    @Override
    public Structure structure() {
      return Structure.ORTHOGONAL;
    }

    @Override
    public Structure structure(Part part) {
      boolean rows = part.taps() == 1 || part.outputs() <= part.inputs();
      return rows && !isTable(part) ? Structure.ORTHOGONAL : Structure.INDEPENDENT;
    }

    @Override
    public void fill(WeightShape shape, Key key, long from, FloatBuffer out) {
      Slices.structured(
          shape,
          from,
          out,
          (part, start) -> isTable(part) ? rows(part, key, start) : taps(part, key, start));
    }

    /** Whether one row at a time is looked up, so that no output sums over the rows. */
    private static boolean isTable(Part part) {
      return part.requireFans().in() == 1 && part.inputs() > 1 && part.kernel().isEmpty();
    }

    /** The rows of a table, each drawn when it is first asked for. */
    private Slices.Entry rows(Part part, Key key, long start) {
      float[] row = new float[Math.toIntExact(part.outputs())];
      long[] at = {-1};
      double[] factor = {0};
      return (output, input, tap) -> {
        if (at[0] != input) {
          at[0] = input;
          RandomFill.normal(key, start + input * row.length, FloatBuffer.wrap(row), 1);
          double squares = 0;
          for (float x : row) {
            squares += (double) x * x;
          }
          factor[0] = gain * Math.sqrt(row.length / squares);
        }
        return factor[0] * row[(int) output];
      };
    }

    /** The orthogonal matrix of each place of a kernel. */
    private Slices.Entry taps(Part part, Key key, long start) {
      int taps = Math.toIntExact(part.taps());
      boolean wide = part.outputs() <= part.inputs();
      double[][][] drawn = new double[taps][][];
      for (int tap = 0; tap < taps; tap++) {
        long from = start + tap * part.outputs() * part.inputs();
        drawn[tap] = vectors(key, from, part.outputs(), part.inputs());
      }
      double factor = gain * Math.sqrt((double) part.outputs() / part.inputs()) / taps;
      return (output, input, tap) -> {
        double[][] q = drawn[(int) tap];
        return factor * (wide ? q[(int) output][(int) input] : q[(int) input][(int) output]);
      };
    }
  }
}
